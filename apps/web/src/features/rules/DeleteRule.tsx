'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ruleSentence } from '@twin/engine/rules/ruleSentence';
import type { RuleDto } from '@twin/shared/dto/rule';
import { keys } from '../../lib/api/keys.ts';
import { deleteRule } from '../../lib/api/rules.ts';
import { AskedDelete } from '../../ui/AskedDelete.tsx';
import { formatCounted } from '../../ui/format/number.ts';

/** Asks before a rule is deleted, and says what goes with it. */
export function DeleteRule({ rule }: { rule: RuleDto }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRule(rule.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.rules }),
  });
  return (
    <AskedDelete
      title="Delete this rule?"
      deed="Delete the rule"
      isBusy={remove.isPending}
      error={remove.error}
      onDelete={(done) => remove.mutate(undefined, { onSuccess: done })}
    >
      <strong>{ruleSentence(rule)}</strong> goes, with the record of how you kept it
      {rule.breachCount > 0 && ` (broken ${formatCounted(rule.breachCount, 'time')})`}. Your trades stay.
      Switch it off instead to keep the record.
    </AskedDelete>
  );
}
