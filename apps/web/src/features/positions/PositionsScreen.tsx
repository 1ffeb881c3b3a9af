'use client';
import type { EpisodeDto } from '@twin/shared/dto/decision';
import { Suspense } from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { Average, Held, Moment } from '../../ui/figures.tsx';
import { formatCount, formatPercent } from '../../ui/format/number.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { useZone } from '../shell/session.ts';
import { EpisodeResult } from '../trades/EpisodeResult.tsx';
import { TagChips } from '../trades/TagChips.tsx';
import { PositionFilterBar } from './PositionFilterBar.tsx';
import { POSITION_FILTERS, positionAddress } from './positionAddress.ts';
import { usePositionFilter, usePositions } from './usePositions.ts';

const HEAD = ['Opened', 'Position', 'Entry', 'Exit', 'Held', 'Result', 'Worst to best', 'Patterns'];
/** On a phone a row says what, when, how long and how it ended; a tablet adds the patterns; the rest is one tap away. */
const WIDE = [1, 4, 7];
const WIDEST = [2, 3, 6];

export function PositionsScreen() {
  return (
    <Suspense
      fallback={
        <Page isWide title="Positions">
          {null}
        </Page>
      }
    >
      <Positions />
    </Suspense>
  );
}

/** Positions from flat to flat: what every number of the overview counts, and one step above their fills. */
function Positions() {
  const zone = useZone();
  const positions = usePositions(usePositionFilter());
  const { rows, hasNextPage } = positions;
  const loaded = `${formatCount(rows.length)}${hasNextPage ? ' of the newest' : ''}`;
  return (
    <Page
      isWide
      title="Positions"
      note={`${positions.isPending ? 'Loading' : loaded} · from flat to flat, newest opened first · times in ${zone}`}
    >
      <PositionFilterBar />
      <Panel isFlush>
        {positions.isPending && (
          <div className="p-4">
            <Skeleton lines={6} label="Loading positions" />
          </div>
        )}
        {positions.isError && <ErrorState error={positions.error} onRetry={() => void positions.refetch()} />}
        {positions.isSuccess && rows.length === 0 && <Nothing />}
        {rows.length > 0 && (
          <Table label="Positions" head={HEAD} numeric={[2, 3, 4, 5, 6]} wide={WIDE} widest={WIDEST}>
            {rows.map((row) => (
              <PositionRow key={row.id} row={row} zone={zone} />
            ))}
          </Table>
        )}
        {hasNextPage && (
          <div className="border-t p-2">
            <Button
              look="quiet"
              isBusy={positions.isFetchingNextPage}
              onClick={() => void positions.fetchNextPage()}
            >
              Show older ones
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function PositionRow({ row, zone }: { row: EpisodeDto; zone: string }) {
  return (
    <tr className="hover:bg-hover">
      <Cell>
        <QuietLink href={positionAddress(row.id)} className="hover:underline">
          <span className="block font-medium sm:hidden">
            {row.symbol} {nameSide(row)}
          </span>
          <Moment utc={row.openedAt} zone={zone} />
        </QuietLink>
      </Cell>
      <Cell isWide>
        <span className="whitespace-nowrap">
          <span className="font-medium">{row.symbol}</span> {nameSide(row)}
        </span>
      </Cell>
      <Cell isNumeric isWidest>
        {row.entryPrice === null ? 'unknown' : <Average price={row.entryPrice} />}
      </Cell>
      <Cell isNumeric isWidest>
        {row.exitPrice === null ? '–' : <Average price={row.exitPrice} />}
      </Cell>
      <Cell isNumeric isWide>
        <Held closedAt={row.closedAt} holdMs={row.holdMs} />
      </Cell>
      <Cell isNumeric>
        <EpisodeResult episode={row} />
        {row.closedAt !== null && (
          <span className="block text-xs text-muted sm:hidden">
            <Held closedAt={row.closedAt} holdMs={row.holdMs} />
          </span>
        )}
      </Cell>
      <Cell isNumeric isWidest>
        {row.mae === null || row.mfe === null
          ? '–'
          : `${formatPercent(row.mae, 2)} to ${formatPercent(row.mfe, 2)}`}
      </Cell>
      <Cell isWide isRest>
        <TagChips tags={row.tags} />
      </Cell>
    </tr>
  );
}

function nameSide({ side }: EpisodeDto): string {
  return side === 'long' ? 'Long' : 'Short';
}

function Nothing() {
  const url = useUrlState();
  const isFiltered = POSITION_FILTERS.some((name) => url.get(name) !== undefined);
  if (!isFiltered) {
    return (
      <EmptyState
        title="No positions yet"
        action={
          <QuietLink href="/imports" className="font-medium text-accent underline">
            Import a file
          </QuietLink>
        }
      />
    );
  }
  const clear = Object.fromEntries(POSITION_FILTERS.map((name) => [name, undefined]));
  return (
    <EmptyState
      title="No position fits this filter"
      action={<Button onClick={() => url.change(clear)}>Show all</Button>}
    />
  );
}
