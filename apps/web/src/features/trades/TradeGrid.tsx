'use client';
import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import type { TradeRow } from '@twin/shared/dto/trade';
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { TallBody } from '../../ui/Placed.tsx';
import { fittingColumns, readColumns, type TradeColumn, templateOf } from './columns.tsx';
import { GridHead, HEAD_PX } from './GridHead.tsx';
import { actionOf } from './gridKeys.ts';
import { decisionOf, NARROW_ROW_PX, TradeGridRow, WIDE_ROW_PX } from './TradeGridRow.tsx';
import type { useTrades } from './useTrades.ts';

/** Below this width a row takes two lines. */
const NARROW_BELOW_PX = 660;
/** Rows before the end at which the next page is asked for: about two screens. */
const AHEAD = 80;
const REM_PX = 16;
/** Both sides of a row together, at its widest. */
const ROW_PADDING_REM = 3;

interface TradeGridProps {
  trades: ReturnType<typeof useTrades>;
  zone: string;
}

/** All trades in one list of which only the visible rows exist; every row opens by mouse, keyboard and address. */
export function TradeGrid({ trades, zone }: TradeGridProps) {
  const { rows } = trades;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const isNarrow = width < NARROW_BELOW_PX;
  const columns = useColumns(width, frame);
  const rowPx = isNarrow ? NARROW_ROW_PX : WIDE_ROW_PX;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 8,
    scrollPaddingEnd: isNarrow ? 0 : HEAD_PX,
  });
  useRowHeight(rowPx, virtualizer);
  const visible = virtualizer.getVirtualItems();
  useNextPage(trades, visible.at(-1)?.index ?? 0);
  const { active, activate, onKeyDown } = useGridKeyboard(rows, frame, rowPx, (index) =>
    virtualizer.scrollToIndex(index),
  );
  const shared = { openId: useUrlState().get('id'), zone, columns, isNarrow, onActivate: activate };
  const current = rows[active];
  return (
    <div ref={frame} className="@container min-h-0 flex-1 overflow-y-auto bg-surface">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: WAI-ARIA's grid pattern, on a native table
        role="grid"
        aria-label="Trades"
        aria-rowcount={trades.hasNextPage ? -1 : rows.length}
        aria-activedescendant={current ? rowElementId(current) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className={`block min-h-full -outline-offset-2 ${current ? 'outline-none' : ''}`}
      >
        {!isNarrow && <GridHead columns={columns} />}
        <TallBody height={virtualizer.getTotalSize()}>
          {visible.map((place) => {
            const trade = rows[place.index];
            return (
              trade && <GridRow key={trade.id} trade={trade} place={place} activeIndex={active} {...shared} />
            );
          })}
        </TallBody>
      </table>
    </div>
  );
}

interface GridRowProps {
  trade: TradeRow;
  place: VirtualItem;
  activeIndex: number;
  openId: string | undefined;
  zone: string;
  columns: readonly TradeColumn[];
  isNarrow: boolean;
  onActivate: (index: number, id: string) => void;
}

function GridRow({ trade, place, activeIndex, openId, ...rest }: GridRowProps) {
  return (
    <TradeGridRow
      {...rest}
      trade={trade}
      elementId={rowElementId(trade)}
      index={place.index}
      top={place.start}
      height={place.size}
      isActive={place.index === activeIndex}
      isOpen={decisionOf(trade) === openId}
    />
  );
}

function rowElementId(trade: TradeRow): string {
  return `trade-${trade.id}`;
}

/** A new row height makes all places void. */
function useRowHeight(rowPx: number, virtualizer: Virtualizer<HTMLDivElement, Element>): void {
  const placedFor = useRef(rowPx);
  useLayoutEffect(() => {
    if (placedFor.current === rowPx) return;
    placedFor.current = rowPx;
    virtualizer.measure();
  }, [rowPx, virtualizer]);
}

/** The width of the list, known before it is first painted and kept current. */
function useWidth(frame: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(1_000);
  useLayoutEffect(() => {
    if (!frame.current) return;
    setWidth(frame.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width);
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

/** The chosen columns that fit; their widths are one property that all rows share. */
function useColumns(width: number, frame: RefObject<HTMLDivElement | null>): readonly TradeColumn[] {
  const chosen = useUrlState().get('columns');
  const columns = useMemo(
    () => fittingColumns(readColumns(chosen), width / REM_PX - ROW_PADDING_REM),
    [chosen, width],
  );
  useLayoutEffect(() => {
    frame.current?.style.setProperty('--trade-columns', templateOf(columns));
  }, [frame, columns]);
  return columns;
}

function useNextPage(
  { rows, hasNextPage, isFetching, isError, fetchNextPage }: TradeGridProps['trades'],
  last: number,
): void {
  const isDue = last >= rows.length - AHEAD && hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (isDue) void fetchNextPage();
  }, [isDue, fetchNextPage]);
}

function useGridKeyboard(
  rows: readonly TradeRow[],
  frame: RefObject<HTMLDivElement | null>,
  rowPx: number,
  scrollTo: (index: number) => void,
) {
  const url = useUrlState();
  const [active, setActive] = useState(-1);
  const isPanelOpen = url.get('id') !== undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pageRows = Math.max(1, Math.floor((frame.current?.clientHeight ?? rowPx) / rowPx) - 1);
    const action = actionOf(event.key, { index: active, count: rows.length, pageRows });
    if (!action) return;
    event.preventDefault();
    if (action.kind === 'close') return url.change({ id: undefined });
    const target = rows[action.kind === 'open' ? active : action.index];
    if (!target) return;
    if (action.kind === 'open') return url.change({ id: decisionOf(target) });
    setActive(action.index);
    scrollTo(action.index);
    if (isPanelOpen) url.change({ id: decisionOf(target) }, 'replace');
  };
  const { change } = url;
  const activate = useCallback(
    (index: number, id: string) => {
      setActive(index);
      change({ id });
    },
    [change],
  );
  return { active, activate, onKeyDown };
}
