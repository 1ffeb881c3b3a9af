'use client';
import Link from 'next/link';
import { Suspense, useMemo } from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { PageHeader } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { CsvButton } from './CsvButton.tsx';
import { DecisionPanel } from './DecisionPanel.tsx';
import { FilterBar } from './FilterBar.tsx';
import { TradeGrid } from './TradeGrid.tsx';
import { FILTER_NAMES, NO_FILTER, readFilter } from './tradeFilter.ts';
import { useTrades } from './useTrades.ts';
import { ViewMenu } from './ViewMenu.tsx';

const ADDRESS = [...FILTER_NAMES, 'sort', 'order'];

export function TradesScreen() {
  return (
    <Suspense fallback={<Waiting />}>
      <Trades />
    </Suspense>
  );
}

function Trades() {
  const url = useUrlState();
  const decisionId = url.get('id');
  return (
    <div className="flex h-full min-w-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <TradeList />
      </div>
      {decisionId !== undefined && (
        <DecisionPanel id={decisionId} onClose={() => url.change({ id: undefined })} />
      )}
    </div>
  );
}

function TradeList() {
  const url = useUrlState();
  const zone = useZone();
  const [symbol, label, account, from, to, since, until, sort, order] = ADDRESS.map(url.get);
  const filter = useMemo(
    () => readFilter({ symbol, label, account, from, to, since, until, sort, order }, zone),
    [symbol, label, account, from, to, since, until, sort, order, zone],
  );
  const trades = useTrades(filter);
  const isFiltered = FILTER_NAMES.some((name) => url.get(name) !== undefined);
  const loaded = `${formatCount(trades.rows.length)}${trades.hasNextPage ? '+' : ''} loaded`;
  return (
    <>
      <div className="flex flex-col gap-3 border-b px-4 py-3 lg:px-6">
        <PageHeader
          title="Trades"
          note={`${trades.isPending ? 'Loading' : loaded} · times in ${zone}`}
          actions={
            <>
              <ViewMenu />
              <ColumnMenu />
              <CsvButton filter={filter} />
            </>
          }
        />
        <FilterBar />
      </div>
      {trades.isPending && <Waiting />}
      {trades.isError && trades.rows.length === 0 && (
        <ErrorState error={trades.error} onRetry={() => void trades.refetch()} />
      )}
      {trades.isSuccess && trades.rows.length === 0 && <Nothing isFiltered={isFiltered} />}
      {trades.rows.length > 0 && <TradeGrid trades={trades} zone={zone} />}
    </>
  );
}

function Waiting() {
  return (
    <div className="p-6">
      <Skeleton lines={6} label="Loading trades" />
    </div>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const url = useUrlState();
  if (isFiltered) {
    return (
      <EmptyState
        title="No trade fits this filter"
        action={<Button onClick={() => url.change(NO_FILTER)}>Show all</Button>}
      >
        Patterns are shown from 60% confidence on.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No trades yet"
      action={
        <Link href="/imports" className="font-medium text-accent underline">
          Import a file
        </Link>
      }
    />
  );
}
