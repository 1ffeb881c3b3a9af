'use client';
import type { TradeSort } from '@twin/shared/primitives/tradeSort';
import { type GetParameter, useUrlState } from '../../stores/urlState.ts';
import type { TradeColumn } from './columns.tsx';

/** The head stands above the rows inside the scrolling area; its line included. */
export const HEAD_PX = 29;

/** The titles; one that can be ordered by is a button, and the order is part of the address. */
export function GridHead({ columns }: { columns: readonly TradeColumn[] }) {
  return (
    <thead className="sticky top-0 z-10 block border-b bg-raised text-xs text-muted">
      <tr className="trade-columns h-7 px-4 lg:px-6">
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell({ column: { id, title, sort, isNumeric } }: { column: TradeColumn }) {
  const url = useUrlState();
  const { isSorted, isRising } = orderOf(sort, url.get);
  const direction = isRising ? ('ascending' as const) : ('descending' as const);
  const place = `${isNumeric ? 'justify-end text-right' : 'text-left'} ${id === 'patterns' ? 'pl-3' : ''}`;
  return (
    <th scope="col" aria-sort={isSorted ? direction : undefined} className={`min-w-0 font-normal ${place}`}>
      {sort === undefined ? (
        title
      ) : (
        <button
          type="button"
          onClick={() => url.change((get) => nextOrder(sort, get), 'replace')}
          className={`inline-flex max-w-full items-center gap-1 truncate hover:text-ink ${isSorted ? 'font-medium text-ink' : ''}`}
        >
          {title}
          {isSorted && <span aria-hidden="true">{isRising ? '↑' : '↓'}</span>}
        </button>
      )}
    </th>
  );
}

function orderOf(sort: TradeSort | undefined, get: GetParameter) {
  return { isSorted: sort === (get('sort') ?? 'ts'), isRising: get('order') === 'asc' };
}

/** A first click puts the largest first, a second one turns it round; newest first needs no words in the address. */
function nextOrder(sort: TradeSort, get: GetParameter) {
  const { isSorted, isRising } = orderOf(sort, get);
  const isNextRising = isSorted && !isRising;
  return { sort: sort === 'ts' ? undefined : sort, order: isNextRising ? 'asc' : undefined };
}
