'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ruleSentence } from '@twin/engine/rules/ruleSentence';
import type { BeforeAfter, RuleDto } from '@twin/shared/dto/rule';
import { keys } from '../../lib/api/keys.ts';
import { deleteRule, switchRule } from '../../lib/api/rules.ts';
import { Button } from '../../ui/Button.tsx';
import { AdherenceMap } from '../../ui/charts/AdherenceMap.tsx';
import { formatCount, formatCounted, formatPercent } from '../../ui/format/number.ts';
import { formatDay, formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { Notice } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { RULES } from './ruleWords.ts';

/** One rule: how it was kept day by day, what broke it, and whether it changed anything. */
export function RuleCard({ rule }: { rule: RuleDto }) {
  const zone = useZone();
  const { adherence, active, since } = rule;
  return (
    <Panel
      title={ruleSentence(rule)}
      note={`${RULES[rule.kind].name}, ${active ? `counts since ${formatDay(since, zone)}` : 'switched off'}`}
      actions={<Switches rule={rule} />}
    >
      <div className="flex flex-col gap-3 text-sm">
        {adherence === null ? (
          <p className="text-muted">
            {active ? 'Your history is being looked through.' : 'Not looked at yet.'}
          </p>
        ) : (
          <>
            <AdherenceMap label={`Days of: ${ruleSentence(rule)}`} days={adherence.days} />
            {adherence.unknown > 0 && (
              <p className="text-xs text-muted">
                For {formatCounted(adherence.unknown, 'decision')} it cannot be said: no candles, or an
                unknown cost.
              </p>
            )}
            {adherence.beforeAfter && <Trial trial={adherence.beforeAfter} />}
          </>
        )}
        <Breaches rule={rule} />
      </div>
    </Panel>
  );
}

function Switches({ rule: { id, active } }: { rule: RuleDto }) {
  const client = useQueryClient();
  const onSuccess = () => void client.invalidateQueries({ queryKey: keys.rules });
  const change = useMutation({ mutationFn: () => switchRule(id, !active), onSuccess });
  const remove = useMutation({ mutationFn: () => deleteRule(id), onSuccess });
  const error = change.error ?? remove.error;
  return (
    <div className="flex flex-wrap items-center gap-1">
      <Button look="quiet" aria-pressed={active} isBusy={change.isPending} onClick={() => change.mutate()}>
        {active ? 'Switch off' : 'Switch on'}
      </Button>
      <Button look="quiet" isBusy={remove.isPending} onClick={() => remove.mutate()}>
        Delete
      </Button>
      {error && <Notice tone="bad">{error.message}</Notice>}
    </div>
  );
}

/** A trial of one person on themselves, with what speaks against reading too much into it. */
function Trial({ trial }: { trial: BeforeAfter }) {
  const { before, after, rateBefore, rateAfter, difference, ciLow, ciHigh, startedHigh } = trial;
  const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(0)} points`;
  return (
    <>
      <p>
        Broken in {formatPercent(rateBefore)} of {formatCounted(before, 'decision')} before, in{' '}
        {formatPercent(rateAfter)} of {formatCount(after)} since: {points(difference)}
        {ciLow !== null && ciHigh !== null
          ? `, likely between ${points(ciLow)} and ${points(ciHigh)}`
          : ', on too few days to say how sure that is'}
        .
      </p>
      {startedHigh && (
        <Notice tone="warning">
          The time before was worse than what came before it. After a bad spell a better one follows by
          itself, so part of this is not the rule’s.
        </Notice>
      )}
    </>
  );
}

function Breaches({ rule: { breaches, breachCount } }: { rule: RuleDto }) {
  const zone = useZone();
  if (breachCount === 0) return null;
  return (
    <details>
      <summary className="font-medium">Broken {formatCounted(breachCount, 'time')} since it counts</summary>
      <ul className="mt-2 flex flex-col gap-1 text-xs">
        {breaches.map(({ tradeId, symbol, ts }) => (
          <li key={tradeId}>
            <QuietLink href={`/trades?id=${encodeURIComponent(tradeId)}`} className="text-accent underline">
              {symbol}, {formatTime(ts, zone)}
            </QuietLink>
          </li>
        ))}
      </ul>
    </details>
  );
}
