'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RuleSpec } from '@twin/shared/dto/rule';
import { RULE_KINDS, type RuleKind } from '@twin/shared/primitives/ruleKind';
import { type FormEvent, useState } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { createRule } from '../../lib/api/rules.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';
import { BacktestReport } from './BacktestReport.tsx';
import { isRuleKind, kindFromPattern, RULES, type RuleField } from './ruleWords.ts';

/** A rule from a template, or from a pattern (`?pattern=`), which is back-tested at once; any other when asked to. */
export function NewRule() {
  const pattern = useUrlState().get('pattern');
  const fitting = kindFromPattern(pattern);
  const [kind, setKind] = useState<RuleKind>(fitting ?? 'max_trades_per_day');
  return (
    <Panel title="Make a rule" note="First see what it would have done to your history so far.">
      <div className="flex flex-col gap-4">
        <SelectField
          label="Kind"
          width="max-w-xs"
          value={kind}
          hint={RULES[kind].meaning}
          onChange={({ currentTarget: { value } }) => {
            if (isRuleKind(value)) setKind(value);
          }}
        >
          {RULE_KINDS.map((name) => (
            <option key={name} value={name}>
              {RULES[name].name}
            </option>
          ))}
        </SelectField>
        <RuleForm key={kind} kind={kind} isTestedAtOnce={kind === fitting} />
      </div>
    </Panel>
  );
}

function RuleForm({ kind, isTestedAtOnce }: { kind: RuleKind; isTestedAtOnce: boolean }) {
  const { fields, start } = RULES[kind];
  const [typed, setTyped] = useState(start);
  const [tested, setTested] = useState<RuleSpec | null>(() => {
    const first = RuleSpec.safeParse({ kind, params: paramsOf(fields, start) });
    return isTestedAtOnce && first.success ? first.data : null;
  });
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createRule,
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.rules }),
  });
  const spec = RuleSpec.safeParse({ kind, params: paramsOf(fields, typed) });
  const change = (name: string, value: string) => {
    setTyped({ ...typed, [name]: value });
    setTested(null);
    create.reset();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (spec.success) setTested(spec.data);
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <RuleFields fields={fields} typed={typed} onChange={change} />
        <Button type="submit" disabled={!spec.success}>
          See what it would have done
        </Button>
        <Button
          look="primary"
          isBusy={create.isPending}
          disabled={!spec.success || create.isSuccess}
          onClick={() => spec.success && create.mutate({ ...spec.data, active: true })}
        >
          Make this rule
        </Button>
      </div>
      {!spec.success && (
        <Notice tone="warning">{spec.error.issues[0]?.message ?? 'This does not fit.'}</Notice>
      )}
      {create.error && <Notice tone="bad">{create.error.message}</Notice>}
      {create.isSuccess && <Notice>Made. It counts from now on.</Notice>}
      {tested && <BacktestReport rule={tested} />}
    </form>
  );
}

interface RuleFieldsProps {
  fields: readonly RuleField[];
  typed: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}

function RuleFields({ fields, typed, onChange }: RuleFieldsProps) {
  return fields.map(({ name, label, type }) => (
    <TextField
      key={name}
      label={label}
      type={type === 'number' ? 'text' : type}
      inputMode={type === 'number' ? 'decimal' : undefined}
      width="w-32"
      value={typed[name] ?? ''}
      onChange={(event) => onChange(name, event.currentTarget.value)}
    />
  ));
}

/** Counts and percentages are numbers to the contract, money and times of day text. */
function paramsOf(fields: readonly RuleField[], typed: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const text = typed[name] ?? '';
      return [name, type === 'number' && name !== 'notional' ? Number(text || 'NaN') : text];
    }),
  );
}
