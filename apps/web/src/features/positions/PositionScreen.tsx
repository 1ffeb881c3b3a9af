'use client';
import { useQuery } from '@tanstack/react-query';
import type { EpisodeDetail } from '@twin/shared/dto/decision';
import type { TradeRow } from '@twin/shared/dto/trade';
import { Suspense } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { fetchPosition } from '../../lib/api/outcomes.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Moment, SideMark } from '../../ui/figures.tsx';
import { formatCount, formatExact } from '../../ui/format/number.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { useZone } from '../shell/session.ts';
import { EpisodeFacts, episodeSpan } from '../trades/EpisodeFacts.tsx';
import { TagChips } from '../trades/TagChips.tsx';
import { Replay } from './Replay.tsx';

export function PositionScreen() {
  return (
    <Suspense
      fallback={
        <Page isWide title="Position">
          {null}
        </Page>
      }
    >
      <Position />
    </Suspense>
  );
}

/** One position from flat to flat: its prices with every fill, to be gone through again, and what it became. */
function Position() {
  const zone = useZone();
  const id = useUrlState().get('id');
  const position = useQuery({
    queryKey: keys.position(id ?? ''),
    queryFn: ({ signal }) => fetchPosition(id ?? '', signal),
    enabled: id !== undefined,
  });
  if (id === undefined) {
    return (
      <Page isWide title="Position">
        <EmptyState
          title="This address names no position"
          action={
            <QuietLink href="/positions" className="font-medium text-accent underline">
              All positions
            </QuietLink>
          }
        />
      </Page>
    );
  }
  const episode = position.data?.episode;
  const direction = episode?.side === 'long' ? 'Long' : 'Short';
  return (
    <Page
      isWide
      title={episode ? `${direction} ${episode.symbol}` : 'Position'}
      note={episode && `Account ${episode.account}, ${episodeSpan(episode, zone)}`}
    >
      {position.isPending && <Skeleton lines={6} label="Loading the position" />}
      {position.isError && <ErrorState error={position.error} onRetry={() => void position.refetch()} />}
      {position.data && <Report detail={position.data} />}
    </Page>
  );
}

function Report({ detail }: { detail: EpisodeDetail }) {
  const zone = useZone();
  const { episode, candles, barMs } = detail;
  return (
    <>
      <Panel title="Prices" note={`Times in ${zone}.`}>
        {candles.length > 0 && barMs !== null ? (
          <Replay detail={{ ...detail, barMs }} zone={zone} />
        ) : (
          <EmptyState title={`No candles of ${episode.symbol} at that time`}>
            Upload candles of this symbol, or let them be fetched in the settings. The fills below are exact
            without them.
          </EmptyState>
        )}
      </Panel>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <Panel>
          <EpisodeFacts episode={episode} zone={zone} />
        </Panel>
        <Fills fills={detail.fills} count={detail.fillCount} zone={zone} />
      </div>
    </>
  );
}

const HEAD = ['Time', 'Side', 'Quantity', 'Price', 'Fee', 'Patterns'];

function Fills({ fills, count, zone }: { fills: readonly TradeRow[]; count: number; zone: string }) {
  const isPart = fills.length < count;
  return (
    <Panel
      title="Fills"
      note={`${isPart ? `The first ${formatCount(fills.length)} of ` : ''}${formatCount(count)}, oldest first; each opens its decision.`}
      isFlush
    >
      <Table label="Fills of the position" head={HEAD} numeric={[2, 3, 4]}>
        {fills.map((fill) => (
          <tr key={fill.id} className="hover:bg-hover">
            <Cell>
              <QuietLink
                href={`/trades?id=${encodeURIComponent(fill.decisionId ?? fill.id)}`}
                className="hover:underline"
              >
                <Moment utc={fill.ts} zone={zone} />
              </QuietLink>
            </Cell>
            <Cell>
              <SideMark side={fill.side} />
            </Cell>
            <Cell isNumeric>{formatExact(fill.qty)}</Cell>
            <Cell isNumeric>{formatExact(fill.price)}</Cell>
            <Cell isNumeric>
              {formatExact(fill.fee)} {fill.feeAsset}
            </Cell>
            <Cell>
              <TagChips tags={fill.tags} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
