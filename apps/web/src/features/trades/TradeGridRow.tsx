'use client';
import type { TradeRow } from '@twin/shared/dto/trade';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { SideMark } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { PlacedRow } from '../../ui/Placed.tsx';
import type { TradeColumn } from './columns.tsx';
import { TagChips } from './TagChips.tsx';

export const WIDE_ROW_PX = 28;
export const NARROW_ROW_PX = 48;
interface TradeGridRowProps {
  trade: TradeRow;
  elementId: string;
  index: number;
  top: number;
  height: number;
  zone: string;
  columns: readonly TradeColumn[];
  isNarrow: boolean;
  isActive: boolean;
  isOpen: boolean;
  onActivate: (index: number, id: string) => void;
}

/** One fill. Its time is the link of the whole row, so that it opens in a new tab as any link does. */
export const TradeGridRow = memo(function TradeGridRow(props: TradeGridRowProps) {
  const { elementId, index, top, height, isNarrow, isActive, isOpen } = props;
  const tone = isOpen ? 'bg-accent-wash' : isActive ? 'bg-hover' : 'hover:bg-hover';
  const frame = isActive ? 'outline-2 -outline-offset-2 outline-accent' : '';
  return (
    <PlacedRow
      top={top}
      height={height}
      id={elementId}
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      className={`border-b px-4 contain-strict lg:px-6 ${tone} ${frame} ${isNarrow ? 'flex flex-col justify-center' : 'trade-columns'}`}
    >
      {isNarrow ? <NarrowCells {...props} /> : <WideCells {...props} />}
    </PlacedRow>
  );
});

/** What a row opens: its decision; a fill that is not grouped yet stands for itself. */
export function decisionOf(trade: TradeRow): string {
  return trade.decisionId ?? trade.id;
}

function WideCells(props: TradeGridRowProps) {
  const { trade, zone, columns } = props;
  return columns.map(({ id, isNumeric, cell }) => (
    <Cell key={id} className={`truncate ${isNumeric ? 'text-right' : ''} ${id === 'patterns' ? 'pl-3' : ''}`}>
      {id === 'time' ? <RowLink {...props} /> : cell(trade, zone)}
    </Cell>
  ));
}

function NarrowCells(props: TradeGridRowProps) {
  const { trade } = props;
  return (
    <>
      <Cell className="flex justify-between gap-3">
        <span className="truncate">
          <span className="font-medium">{trade.symbol}</span> <SideMark side={trade.side} />
        </span>
        <span className="truncate">
          {formatExact(trade.qty)} <span className="text-muted">at</span> {formatExact(trade.price)}
        </span>
      </Cell>
      <Cell className="flex justify-between gap-3 text-xs text-muted">
        <RowLink {...props} />
        <span className="min-w-0 overflow-hidden">
          <TagChips tags={trade.tags} />
        </span>
      </Cell>
    </>
  );
}

function Cell({ className = '', children }: { className?: string; children: ReactNode }) {
  return <td className={`min-w-0 text-sm ${className}`}>{children}</td>;
}

function RowLink({ trade, index, zone, onActivate }: TradeGridRowProps) {
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onActivate(index, decisionOf(trade));
  };
  return (
    <a
      href={`/trades?id=${encodeURIComponent(decisionOf(trade))}`}
      tabIndex={-1}
      onClick={open}
      className="whitespace-nowrap after:absolute after:inset-0"
    >
      <time dateTime={trade.ts}>{formatTime(trade.ts, zone)}</time>
    </a>
  );
}
