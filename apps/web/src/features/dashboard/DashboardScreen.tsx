'use client';
import { useQuery } from '@tanstack/react-query';
import type { AccountSummary } from '@twin/shared/dto/account';
import { lazy, Suspense, useDeferredValue } from 'react';
import { fetchBiases, fetchSummary } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { SelectField } from '../../ui/Field.tsx';
import { formatCounted } from '../../ui/format/number.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { WhenNear } from '../../ui/WhenNear.tsx';
import { DigestCard } from '../digest/DigestCard.tsx';
import { useDigests } from '../digest/useDigests.ts';
import { AccountFilter } from '../shell/AccountFilter.tsx';
import { useSettings } from '../shell/session.ts';
import { CostPanel } from './CostPanel.tsx';
import { FirstStep } from './FirstStep.tsx';
import { HeadlineStrip } from './HeadlineStrip.tsx';
import { PositionTable } from './PositionTable.tsx';
import { ProgramQuestion } from './ProgramQuestion.tsx';
import { ChartSkeleton, DaysPlaceholder, PanelSkeleton } from './placeholders.tsx';
import { Reservations } from './Reservations.tsx';
import { tradesAddress } from './tradesAddress.ts';
import { VerdictCards } from './VerdictCards.tsx';

const EquityPanel = lazy(async () => ({ default: (await import('./EquityPanel.tsx')).EquityPanel }));
const Pictures = lazy(async () => ({ default: (await import('./Pictures.tsx')).Pictures }));
const TaggedTrades = lazy(async () => ({ default: (await import('./TaggedTrades.tsx')).TaggedTrades }));

/** How soon to look again while the worker makes newer numbers. */
const UPDATING_POLL_MS = 2000;

export function DashboardScreen() {
  return (
    <Suspense
      fallback={
        <Page isWide title="Overview">
          {null}
        </Page>
      }
    >
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
      isWide
      title="Overview"
      note={<Note summary={summary.data} account={account} />}
      actions={
        <>
          {summary.data && <AssetChoice summary={summary.data} />}
          <AccountFilter value={account} onChange={(next) => url.change({ account: next })} />
        </>
      }
    >
      {summary.isPending && <Waiting />}
      {summary.isError && <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />}
      {isEmpty && <FirstStep />}
      {summary.data && !isEmpty && <Report summary={summary.data} account={account} />}
    </Page>
  );
}

/** What the page stands on, and whether newer numbers are on their way. */
function Note({ summary, account }: { summary: AccountSummary | undefined; account: string | undefined }) {
  return (
    <span role="status">
      {summary?.isUpdating && (
        <span className="font-medium text-accent">Updating: newer numbers are being computed. </span>
      )}
      Exact results of {summary ? <FillCount summary={summary} account={account} /> : 'every fill'} you
      imported.
    </span>
  );
}

function FillCount({ summary, account }: { summary: AccountSummary; account: string | undefined }) {
  return (
    <QuietLink href={tradesAddress({ account })} className="underline decoration-edge underline-offset-2">
      {formatCounted(summary.trades, 'fill')}
    </QuietLink>
  );
}

interface ReportProps {
  summary: AccountSummary;
  account: string | undefined;
}

function Report({ summary, account }: ReportProps) {
  const asset = useAsset(summary);
  // The numbers first; the rest follows in slices that never hold up a key or a click.
  const isRestDue = useDeferredValue(true, false);
  const quote = summary.byQuote.find((line) => line.asset === asset);
  return (
    <>
      {quote && <HeadlineStrip quote={quote} summary={summary} account={account} />}
      {!isRestDue && <PanelSkeleton height="h-119 sm:h-106" />}
      {isRestDue && <Rest summary={summary} account={account} asset={asset} />}
    </>
  );
}

function Rest({ summary, account, asset }: ReportProps & { asset: string | null }) {
  return (
    <>
      {asset !== null && (
        <Suspense fallback={<PanelSkeleton height="h-119 sm:h-106" />}>
          <EquityPanel account={account} asset={asset} />
        </Suspense>
      )}
      <Findings account={account} asset={asset} />
      {asset !== null && (
        <WhenNear placeholder={<DaysPlaceholder />}>
          <Suspense fallback={<DaysPlaceholder />}>
            <Pictures account={account} asset={asset} />
          </Suspense>
        </WhenNear>
      )}
      <WhenNear placeholder={<PanelSkeleton height="h-112" />}>
        <Suspense fallback={<PanelSkeleton height="h-112" />}>
          <TaggedTrades account={account} />
        </Suspense>
      </WhenNear>
      <PositionTable summary={summary} />
      <Reservations summary={summary} />
    </>
  );
}

/** The asset in view: the address's, else the display asset, else the one with most fills. */
function useAsset(summary: AccountSummary): string | null {
  const asked = useUrlState().get('asset');
  const display = useSettings().data?.displayAsset;
  const fills = new Map(summary.byQuote.map(({ asset }) => [asset, 0]));
  for (const { asset, fills: count } of summary.bySymbol ?? [])
    fills.set(asset, (fills.get(asset) ?? 0) + count);
  for (const wanted of [asked, display]) if (wanted && fills.has(wanted)) return wanted;
  const [most] = [...fills].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}

function AssetChoice({ summary }: { summary: AccountSummary }) {
  const url = useUrlState();
  const asset = useAsset(summary);
  if (summary.byQuote.length < 2 || asset === null) return null;
  return (
    <SelectField
      label="Quote asset"
      isLabelInline
      value={asset}
      onChange={(event) => url.change({ asset: event.currentTarget.value })}
    >
      {summary.byQuote.map((line) => (
        <option key={line.asset}>{line.asset}</option>
      ))}
    </SelectField>
  );
}

/** The last week in words, then each pattern: shown at once, so that none pushes the other away. */
function Findings({ account, asset }: { account: string | undefined; asset: string | null }) {
  const week = useDigests();
  const biases = useQuery({
    queryKey: keys.biases(account),
    queryFn: () => fetchBiases(account),
    refetchInterval: ({ state }) => (state.data?.isUpdating ? UPDATING_POLL_MS : false),
  });
  if (biases.data && !week.isPending) {
    return (
      <>
        <DigestCard digest={week.digests[0]} />
        {asset !== null && <CostPanel items={biases.data.items} scope={{ account, asset }} />}
        <ProgramQuestion />
        <VerdictCards answer={biases.data} />
      </>
    );
  }
  return (
    <Panel title="Patterns">
      {biases.isError ? (
        <ErrorState error={biases.error} onRetry={() => void biases.refetch()} />
      ) : (
        <ChartSkeleton height="h-104" />
      )}
    </Panel>
  );
}

/** As high as what comes in its place, so that nothing jumps. */
function Waiting() {
  return (
    <>
      <PanelSkeleton height="h-120 sm:h-69 lg:h-54" />
      <PanelSkeleton height="h-119 sm:h-106" />
    </>
  );
}
