'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Suspense } from 'react';
import { fetchBiases, fetchSummary } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { AccountFilter } from '../shell/AccountFilter.tsx';
import { HeadlineStrip } from './HeadlineStrip.tsx';
import { PatternList } from './PatternList.tsx';
import { PositionTable } from './PositionTable.tsx';
import { Reservations } from './Reservations.tsx';

/** How soon to look again while the worker makes newer numbers. */
const UPDATING_POLL_MS = 2000;

export function DashboardScreen() {
  return (
    <Suspense fallback={<Page title="Overview">{null}</Page>}>
      <Overview />
    </Suspense>
  );
}

function Overview() {
  const url = useUrlState();
  const account = url.get('account');
  const summary = useQuery({
    queryKey: keys.summary(account),
    queryFn: () => fetchSummary(account),
    refetchInterval: ({ state }) => (state.data?.isUpdating ? UPDATING_POLL_MS : false),
  });
  const isEmpty = summary.data?.trades === 0;
  return (
    <Page
      title="Overview"
      note={
        summary.data?.isUpdating
          ? 'Newer numbers are being computed…'
          : 'Exact results of every fill you imported.'
      }
      actions={<AccountFilter value={account} onChange={(next) => url.change({ account: next })} />}
    >
      {summary.isPending && (
        <Panel>
          <Skeleton lines={4} />
        </Panel>
      )}
      {summary.isError && <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />}
      {isEmpty && <FirstStep />}
      {summary.data && !isEmpty && (
        <>
          <HeadlineStrip summary={summary.data} />
          <Patterns account={account} />
          <PositionTable summary={summary.data} />
          <Reservations summary={summary.data} />
        </>
      )}
    </Page>
  );
}

function Patterns({ account }: { account: string | undefined }) {
  const biases = useQuery({
    queryKey: keys.biases(account),
    queryFn: () => fetchBiases(account),
    refetchInterval: ({ state }) => (state.data?.isUpdating ? UPDATING_POLL_MS : false),
  });
  if (biases.data) return <PatternList answer={biases.data} />;
  return (
    <Panel title="Patterns">
      {biases.isError ? (
        <ErrorState error={biases.error} onRetry={() => void biases.refetch()} />
      ) : (
        <Skeleton lines={5} />
      )}
    </Panel>
  );
}

function FirstStep() {
  return (
    <Panel>
      <EmptyState
        title="No trades yet"
        action={
          <Link
            href="/imports"
            className="inline-flex min-h-8 items-center rounded-md bg-accent-fill px-3 text-sm font-medium text-on-accent"
          >
            Import a file
          </Link>
        }
      >
        Drop in an export of your fills. Your positions and the first patterns appear within seconds.
      </EmptyState>
    </Panel>
  );
}
