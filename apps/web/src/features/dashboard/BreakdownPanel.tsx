'use client';
import { useQuery } from '@tanstack/react-query';
import { wilson } from '@twin/engine/stats/wilson';
import { type BreakdownAnswer, BreakdownKey } from '@twin/shared/dto/outcome';
import { keys } from '../../lib/api/keys.ts';
import { fetchBreakdown } from '../../lib/api/outcomes.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { SelectField } from '../../ui/Field.tsx';
import { Money } from '../../ui/figures.tsx';
import { formatCount, formatPercent } from '../../ui/format/number.ts';
import { formatDuration } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { isLabel, namePattern } from '../../ui/patterns.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { positionsAddress } from '../positions/positionAddress.ts';
import { useRuleNames } from '../rules/useRuleNames.ts';
import type { Scope } from './outcomeRows.ts';
import { ChartSkeleton } from './placeholders.tsx';

const NAMES: Readonly<Record<BreakdownKey, string>> = {
  symbol: 'Symbol',
  label: 'Pattern',
  rule: 'Broken rule',
  account: 'Account',
  side: 'Direction',
  weekday: 'Weekday',
};
const REMARKS: Readonly<Partial<Record<BreakdownKey, string>>> = {
  label: '; one with two patterns stands in both rows',
  rule: '; those from before a rule was made too',
};
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const FIRST = 20;

/** The same closed positions told apart in one way or another; each row leads to what it counts. */
export function BreakdownPanel(scope: Scope) {
  const url = useUrlState();
  const by = BreakdownKey.catch('symbol').parse(url.get('by'));
  const { account, asset } = scope;
  const breakdown = useQuery({
    queryKey: keys.breakdown(by, account, asset),
    queryFn: () => fetchBreakdown(by, account, asset),
  });
  return (
    <Panel
      title="Breakdown"
      note={`Closed positions of known result, in ${asset}${REMARKS[by] ?? ''}.`}
      isFlush
      actions={
        <SelectField
          label="By"
          isLabelInline
          value={by}
          onChange={(event) => url.change({ by: event.currentTarget.value }, 'replace')}
        >
          {BreakdownKey.options.map((key) => (
            <option key={key} value={key}>
              {NAMES[key]}
            </option>
          ))}
        </SelectField>
      }
    >
      {breakdown.isPending && <ChartSkeleton height="h-60" />}
      {breakdown.isError && <ErrorState error={breakdown.error} onRetry={() => void breakdown.refetch()} />}
      {breakdown.data && <Rows answer={breakdown.data} scope={scope} />}
    </Panel>
  );
}

function Rows({ answer: { by, rows }, scope }: { answer: BreakdownAnswer; scope: Scope }) {
  const ruleName = useRuleNames(by === 'rule');
  if (rows.length === 0) return <Nothing by={by} />;
  const head = [NAMES[by], 'Positions', 'Won', 'Net result', 'Best', 'Worst', 'Half held at most'];
  return (
    <>
      <Table label={`Results by ${NAMES[by]}`} head={head} numeric={[1, 2, 3, 4, 5, 6]} wide={[4, 5, 6]}>
        {rows.slice(0, FIRST).map((row) => (
          <tr key={row.key} className="hover:bg-hover">
            <Cell>
              <QuietLink
                href={positionsAddress({ ...scope, [by]: row.key })}
                className="font-medium hover:underline"
              >
                {by === 'rule' ? ruleName(row.key) : nameKey(by, row.key)}
              </QuietLink>
            </Cell>
            <Cell isNumeric>{formatCount(row.episodes)}</Cell>
            <Cell isNumeric>
              <span title={intervalOf(row.wins, row.episodes)}>{formatPercent(row.wins / row.episodes)}</span>
            </Cell>
            <Cell isNumeric>
              <Money amount={row.realisedPnl} asset={scope.asset} isResult />
            </Cell>
            <Cell isNumeric isWide>
              <Money amount={row.best} asset={scope.asset} isResult />
            </Cell>
            <Cell isNumeric isWide>
              <Money amount={row.worst} asset={scope.asset} isResult />
            </Cell>
            <Cell isNumeric isWide>
              {formatDuration(row.medianHoldMs)}
            </Cell>
          </tr>
        ))}
      </Table>
      {rows.length > FIRST && (
        <p className="border-t px-4 py-2 text-xs text-muted">
          The {FIRST} with most positions of {formatCount(rows.length)}.
        </p>
      )}
    </>
  );
}

function Nothing({ by }: { by: BreakdownKey }) {
  if (by !== 'rule') return <EmptyState title="Nothing to tell apart yet" />;
  const action = (
    <QuietLink href="/rules" className="font-medium text-accent underline">
      Make a rule
    </QuietLink>
  );
  return <EmptyState title="No position broke a rule of yours" action={action} />;
}

function nameKey(by: BreakdownKey, key: string): string {
  if (by === 'label' && isLabel(key)) return namePattern(key);
  if (by === 'weekday') return WEEKDAYS[Number(key) - 1] ?? key;
  return by === 'side' ? (key === 'long' ? 'Long' : 'Short') : key;
}

/** Wilson's 95% interval of a share of winners. */
function intervalOf(wins: number, n: number): string {
  const interval = wilson(wins, n);
  if (!interval) return '';
  return `95%: ${formatPercent(interval.low)} to ${formatPercent(interval.high)}, n = ${formatCount(n)}`;
}
