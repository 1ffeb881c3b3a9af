'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ruleSentence } from '@twin/engine/rules/ruleSentence';
import type { BeforeAfter, RuleDto } from '@twin/shared/dto/rule';
import { keys } from '../../lib/api/keys.ts';
import { switchRule } from '../../lib/api/rules.ts';
import { Button } from '../../ui/Button.tsx';
import { AdherenceMap } from '../../ui/charts/AdherenceMap.tsx';
import { formatCount, formatCounted, formatStatistic } from '../../ui/format/number.ts';
import { formatDay, formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { Notice } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { DeleteRule } from './DeleteRule.tsx';
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

function Switches({ rule }: { rule: RuleDto }) {
  const { id, active } = rule;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => switchRule(id, !active),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.rules }),
  });
  return (
    <div className="flex flex-wrap items-center gap-1">
      <Button look="quiet" aria-pressed={active} isBusy={change.isPending} onClick={() => change.mutate()}>
        {active ? 'Switch off' : 'Switch on'}
      </Button>
      <DeleteRule rule={rule} />
      {change.error && <Notice tone="bad">{change.error.message}</Notice>}
    </div>
  );
}

function percentOf(share: number): number {
  return Math.round(100 * share);
}

function points(percent: number): string {
  return `${percent > 0 ? '+' : ''}${formatStatistic(percent, 0)} ${Math.abs(percent) === 1 ? 'point' : 'points'}`;
}

/** A trial of one person on themselves, with what speaks against reading too much into it. */
function Trial({ trial }: { trial: BeforeAfter }) {
  const { before, after, rateBefore, rateAfter, ciLow, ciHigh, startedHigh } = trial;
  // Of the rates as they are shown, so that the three numbers add up.
  const difference = percentOf(rateAfter) - percentOf(rateBefore);
  return (
    <>
      <p>
        Broken in {percentOf(rateBefore)}% of {formatCounted(before, 'decision')} before, in{' '}
        {percentOf(rateAfter)}% of {formatCount(after)} since: {points(difference)}
        {ciLow !== null && ciHigh !== null
          ? `, likely between ${points(percentOf(ciLow))} and ${points(percentOf(ciHigh))}`
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
