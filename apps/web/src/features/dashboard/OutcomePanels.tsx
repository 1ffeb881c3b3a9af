'use client';
import { useQuery } from '@tanstack/react-query';
import type { OutcomeAnswer } from '@twin/shared/dto/outcome';
import type { ReactNode } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { fetchOutcomes } from '../../lib/api/outcomes.ts';
import { BarChart } from '../../ui/charts/BarChart.tsx';
import { ScatterChart } from '../../ui/charts/ScatterChart.tsx';
import { TwoLineChart } from '../../ui/charts/TwoLineChart.tsx';
import { formatCompact, formatCount, formatCounted, formatPercent } from '../../ui/format/number.ts';
import { formatDuration } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { HourMap } from './HourMap.tsx';
import { excursionRows, holdRows, hourWeek, medianHold, returnRows, type Scope } from './outcomeRows.ts';
import { OutcomePlaceholder } from './placeholders.tsx';

/** How closed positions ended: by hour of the week, by return, by time held and by the way there. */
export function OutcomePanels({ account, asset }: Scope) {
  const outcomes = useQuery({
    queryKey: keys.outcomes(account, asset),
    queryFn: () => fetchOutcomes(account, asset),
  });
  if (outcomes.isPending) return <OutcomePlaceholder />;
  if (outcomes.isError) {
    return (
      <Panel title="How positions ended">
        <ErrorState error={outcomes.error} onRetry={() => void outcomes.refetch()} />
      </Panel>
    );
  }
  const answer = outcomes.data;
  if (answer.n === 0) {
    return (
      <Panel title="How positions ended">
        <EmptyState title={`No closed position of known result in ${asset} yet`} />
      </Panel>
    );
  }
  const scope = { account, asset };
  return (
    <>
      <Panel
        title="Hours of the week"
        note={`Net result by the hour of opening, in ${asset}; hours of ${answer.timeZone}. n = ${formatCounted(answer.n, 'closed position')}.`}
      >
        <HourMap label="Result by weekday and hour" week={hourWeek(answer, scope)} />
      </Panel>
      <div className="grid gap-4 xl:grid-cols-2">
        <Returns answer={answer} scope={scope} />
        <Holds answer={answer} />
      </div>
      <Excursions answer={answer} />
    </>
  );
}

function Returns({ answer, scope }: { answer: OutcomeAnswer; scope: Scope }) {
  return (
    <Panel
      title="Returns"
      note="Net result as a share of the largest size at the entry price; bars of unequal width."
    >
      <BarChart
        label="Closed positions by return"
        columns={['Return', 'Positions', 'Share']}
        rows={returnRows(answer, scope)}
        formatTick={formatCompact}
      />
      <Foot>n = {formatCounted(answer.n, 'closed position')}. Gains are full bars, losses hollow ones.</Foot>
    </Panel>
  );
}

function Holds({ answer: { holds } }: { answer: OutcomeAnswer }) {
  const [winners, losers] = [medianHold(holds.winners), medianHold(holds.losers)];
  return (
    <Panel title="Time held" note="Which share of winners and of losers was still open after a time.">
      <TwoLineChart
        label="Winners and losers still open"
        columns={['After', 'Winners open', 'Losers open']}
        rows={holdRows(holds)}
        names={['Winners', 'Losers']}
        formatTick={formatPercent}
      />
      <Foot>
        Half of the winners (n = {formatCount(holds.winners.n)}) ended within{' '}
        {winners === null ? '–' : formatDuration(winners)}, half of the losers (n ={' '}
        {formatCount(holds.losers.n)}) within {losers === null ? '–' : formatDuration(losers)}. Steps of 2% of
        the positions, not of equal time.
      </Foot>
    </Panel>
  );
}

function Excursions({ answer }: { answer: OutcomeAnswer }) {
  const { n, items } = answer.excursions;
  return (
    <Panel
      title="Worst and best moment"
      note="How far each position was under water (MAE, to the left) and ahead (MFE, upwards) before it ended."
    >
      {n === 0 ? (
        <EmptyState title="No position has candles over its whole life">
          The way of a position is known only from market prices. Upload candles of a symbol, or let them be
          fetched in the settings.
        </EmptyState>
      ) : (
        <>
          <ScatterChart
            label="Worst and best moment of positions"
            columns={['Position', 'Worst', 'Best', 'Result']}
            rows={excursionRows(answer)}
            formatTick={(value) => formatPercent(value, 1)}
            names={{ gain: 'gain', loss: 'loss' }}
          />
          <Foot>
            n = {formatCount(items.length)}
            {n > items.length ? `, the newest of ${formatCount(n)}` : ''}. Click a name to open the position.
          </Foot>
        </>
      )}
    </Panel>
  );
}

function Foot({ children }: { children: ReactNode }) {
  return <p className="pt-2 text-xs text-muted">{children}</p>;
}
