import type { TradeRow } from '@twin/shared/dto/trade';
import { decimal, formatDecimal, multiply } from '@twin/shared/primitives/decimal';
import type { TradeSort } from '@twin/shared/primitives/tradeSort';
import type { ReactNode } from 'react';
import { SideMark } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { TagChips } from './TagChips.tsx';

export interface TradeColumn {
  id: string;
  title: string;
  /** What the server orders by; absent where it cannot. */
  sort?: TradeSort;
  isNumeric?: boolean;
  /** Narrowest width in rem, and its share of what is left over. */
  width: number;
  grows: number;
  /** Shown before the person chooses; in this order. */
  isUsual: boolean;
  cell: (trade: TradeRow, zone: string) => ReactNode;
  /** The exact value, as it stands in a file. */
  text: (trade: TradeRow) => string;
}

export const TRADE_COLUMNS: readonly TradeColumn[] = [
  {
    id: 'time',
    title: 'Time',
    sort: 'ts',
    width: 9.25,
    grows: 0,
    isUsual: true,
    cell: ({ ts }, zone) => formatTime(ts, zone),
    text: ({ ts }) => ts,
  },
  {
    id: 'symbol',
    title: 'Symbol',
    sort: 'symbol',
    width: 6,
    grows: 1,
    isUsual: true,
    cell: ({ symbol }) => <span className="font-medium">{symbol}</span>,
    text: ({ symbol }) => symbol,
  },
  {
    id: 'side',
    title: 'Side',
    sort: 'side',
    width: 3.5,
    grows: 0,
    isUsual: true,
    cell: ({ side }) => <SideMark side={side} />,
    text: ({ side }) => side,
  },
  {
    id: 'qty',
    title: 'Quantity',
    sort: 'qty',
    isNumeric: true,
    width: 6.5,
    grows: 1,
    isUsual: true,
    cell: ({ qty }) => formatExact(qty),
    text: ({ qty }) => qty,
  },
  {
    id: 'price',
    title: 'Price',
    sort: 'price',
    isNumeric: true,
    width: 5.5,
    grows: 1,
    isUsual: true,
    cell: ({ price }) => formatExact(price),
    text: ({ price }) => price,
  },
  {
    id: 'value',
    title: 'Value',
    sort: 'value',
    isNumeric: true,
    width: 6.5,
    grows: 1,
    isUsual: false,
    cell: (trade) => formatExact(notionalOf(trade)),
    text: notionalOf,
  },
  {
    id: 'fee',
    title: 'Fee',
    sort: 'fee',
    isNumeric: true,
    width: 7.5,
    grows: 1,
    isUsual: true,
    cell: ({ fee, feeAsset }) => `${formatExact(fee)} ${feeAsset ?? ''}`,
    text: ({ fee, feeAsset }) => `${fee} ${feeAsset ?? ''}`.trim(),
  },
  {
    id: 'account',
    title: 'Account',
    width: 6,
    grows: 1,
    isUsual: false,
    cell: ({ account }) => account,
    text: ({ account }) => account,
  },
  {
    id: 'broker',
    title: 'Source',
    width: 6,
    grows: 1,
    isUsual: false,
    cell: ({ broker }) => broker,
    text: ({ broker }) => broker,
  },
  {
    id: 'patterns',
    title: 'Patterns',
    width: 7,
    grows: 2.6,
    isUsual: true,
    cell: ({ tags }) => <TagChips tags={tags} />,
    text: ({ tags }) => tags.map(({ label, confidence }) => `${label} ${confidence}`).join('; '),
  },
];

function notionalOf({ qty, price }: TradeRow): string {
  return formatDecimal(multiply(decimal(qty), decimal(price)));
}

/** The columns that an address names, in their usual order; the time is always among them, since it opens the row. */
export function readColumns(named: string | undefined): TradeColumn[] {
  const wanted = named?.split(',') ?? [];
  const chosen = TRADE_COLUMNS.filter(({ id }) => wanted.includes(id));
  if (chosen.length === 0) return TRADE_COLUMNS.filter(({ isUsual }) => isUsual);
  return TRADE_COLUMNS.filter((column) => column.id === 'time' || chosen.includes(column));
}

/** How an address names these columns; nothing for the usual ones. */
export function nameColumns(columns: readonly TradeColumn[]): string | undefined {
  const ids = columns.map(({ id }) => id).join(',');
  const usual = TRADE_COLUMNS.filter(({ isUsual }) => isUsual).map(({ id }) => id);
  return ids === usual.join(',') ? undefined : ids;
}

const GAP = 0.625;
/** Given up first when there is no room. */
const SPARE = ['broker', 'account', 'value', 'fee'];

/** The columns that fit a width in rem: those that matter least are left out first. */
export function fittingColumns(columns: readonly TradeColumn[], width: number): TradeColumn[] {
  const needed = columns.reduce((sum, column) => sum + column.width + GAP, 0);
  if (needed <= width) return [...columns];
  const spare = SPARE.find((id) => columns.some((column) => column.id === id));
  if (spare === undefined) return [...columns];
  return fittingColumns(
    columns.filter(({ id }) => id !== spare),
    width,
  );
}

/** The widths as CSS writes the columns of a grid. */
export function templateOf(columns: readonly TradeColumn[]): string {
  return columns
    .map(({ width, grows }) => (grows === 0 ? `${width}rem` : `minmax(${width}rem, ${grows}fr)`))
    .join(' ');
}
