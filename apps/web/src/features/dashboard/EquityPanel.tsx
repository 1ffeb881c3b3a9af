'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import type { EquityCurve } from '@twin/shared/dto/account';
import { useMemo } from 'react';
import { EquityChart } from '../../ui/charts/EquityChart.tsx';
import { formatCompact, formatCount } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { equityView } from './equityRows.ts';
import { ChartSkeleton } from './placeholders.tsx';

interface EquityPanelProps {
  account: string | undefined;
  asset: string;
  equity: UseQueryResult<EquityCurve>;
}

/** What was earned and lost so far, day by day, beside the fall from the earlier high. */
export function EquityPanel({ account, asset, equity }: EquityPanelProps) {
  const zone = useZone();
  const view = useMemo(
    () => (equity.data ? equityView(equity.data, { zone, account }) : null),
    [equity.data, zone, account],
  );
  return (
    <Panel
      title="Equity"
      note={`Net result in ${asset} since the first trade, open positions included, at the end of each day.`}
    >
      {equity.isError && <ErrorState error={equity.error} onRetry={() => void equity.refetch()} />}
      {equity.isPending && <ChartSkeleton height="h-99 sm:h-86" />}
      {view && view.rows.length === 0 && <EmptyState title={`No day with trades in ${asset} yet`} />}
      {view && view.rows.length > 0 && (
        <>
          <EquityChart
            label={`Equity in ${asset}`}
            columns={view.columns}
            rows={view.rows}
            formatTick={formatCompact}
          />
          <p className="pt-2 text-xs text-muted">
            n = {formatCount(view.rows.length)} days, {formatCount(view.covered)} of them valued at market
            prices throughout; on the others an open position stands at its last own fill.
          </p>
        </>
      )}
    </Panel>
  );
}
