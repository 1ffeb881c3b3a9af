'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { EquityChart } from '../../ui/charts/EquityChart.tsx';
import { formatCompact } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { equityQuery } from './equityQuery.ts';
import { equityView, valuationWords } from './equityRows.ts';
import type { Scope } from './outcomeRows.ts';
import { ChartSkeleton } from './placeholders.tsx';

/** What was earned and lost so far, day by day, beside the fall from the earlier high. */
export function EquityPanel({ account, asset }: Scope) {
  const zone = useZone();
  const equity = useQuery(equityQuery(account, asset));
  const view = useMemo(
    () => (equity.data ? equityView(equity.data, { zone, account }) : null),
    [equity.data, zone, account],
  );
  const hasTwin = equity.data?.points.some(({ twin }) => twin !== null) ?? false;
  return (
    <Panel
      title={hasTwin ? 'You beside your twin' : 'Equity'}
      note={`Net result in ${asset} since the first trade, open positions included, at the end of each day.`}
    >
      {equity.isError && <ErrorState error={equity.error} onRetry={() => void equity.refetch()} />}
      {equity.isPending && <ChartSkeleton height="h-99 sm:h-91" />}
      {view && view.rows.length === 0 && <EmptyState title={`No day with trades in ${asset} yet`} />}
      {view && view.rows.length > 0 && (
        <>
          <EquityChart
            label={`Equity in ${asset}`}
            columns={view.columns}
            rows={view.rows}
            formatTick={formatCompact}
          />
          <p className="pt-2 text-xs text-muted sm:min-h-11">
            {valuationWords(view)}{' '}
            {hasTwin
              ? 'Your twin is you without the patterns found, each weighed by how sure it is, on the same fills and prices.'
              : 'Your twin appears here once a pattern is found and can be replayed.'}
          </p>
        </>
      )}
    </Panel>
  );
}
