'use client';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '../Button.tsx';
import { QuietLink } from '../QuietLink.tsx';
import { ChartTable } from './ChartTable.tsx';
import type { ChartRow } from './chartRow.ts';
import { cursorOf } from './cursor.ts';

interface ChartFrameProps {
  label: string;
  /** Title of the first column, then of each value. */
  columns: readonly string[];
  rows: readonly ChartRow[];
  /** Height class of the drawing, so that nothing moves when it arrives. */
  height: string;
  /** Height class of the words above it: as many lines as they may need. */
  readoutHeight: string;
  /** Counts of none are left to the table: for a chart of many lanes, most of which are empty at a place. */
  isNoneLeftOut?: boolean;
  legend?: ReactNode;
  /** Draws for a width, with the cursor's place (null while nobody looks closer). */
  children: (width: number, cursor: number | null) => ReactNode;
  /** The place nearest to a horizontal position between 0 and 1 of the width. */
  placeAt: (share: number, width: number) => number;
}

/**
 * What every chart shares: a cursor for pointer and arrow keys whose place is read out, and the same data as a table.
 * The cursor is a slider for assistive technology: it has a place, and words for that place.
 */
export function ChartFrame(props: ChartFrameProps) {
  const { label, columns, rows, legend } = props;
  const [isTable, setTable] = useState(false);
  return (
    <figure aria-label={label} className="min-w-0">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">{legend}</div>
        <Button look="quiet" onClick={() => setTable(!isTable)} aria-pressed={isTable} className="-mr-2">
          {isTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </div>
      {isTable ? <ChartTable label={label} columns={columns} rows={rows} /> : <Drawing {...props} />}
    </figure>
  );
}

function Drawing(props: ChartFrameProps) {
  const { label, columns, rows, height, readoutHeight, isNoneLeftOut = false, children, placeAt } = props;
  const { frame, width } = useWidth();
  const [cursor, setCursor] = useState<number | null>(null);
  const last = rows.length - 1;
  const place = cursor === null ? last : Math.min(cursor, last);
  const values = valuesOf(columns, rows[place], isNoneLeftOut);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = cursorOf(event.key, place, rows.length);
    if (next === null) return;
    event.preventDefault();
    setCursor(next);
  };
  const point = (clientX: number, box: DOMRect) =>
    setCursor(Math.max(0, Math.min(last, placeAt((clientX - box.left) / box.width, box.width))));
  return (
    <>
      <Readout row={rows[place]} values={values} height={readoutHeight} />
      <div
        ref={frame}
        role="slider"
        tabIndex={0}
        aria-label={`${label}: the arrow keys move from place to place`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, place)}
        aria-valuetext={wordsOf(rows[place], values)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => point(event.clientX, event.currentTarget.getBoundingClientRect())}
        onPointerDown={(event) => point(event.clientX, event.currentTarget.getBoundingClientRect())}
        onPointerLeave={() => setCursor(null)}
        onBlur={() => setCursor(null)}
        className={`relative min-w-0 touch-pan-y overflow-hidden ${height}`}
      >
        {width > 0 && (
          <svg aria-hidden="true" width={width} className="absolute inset-0 h-full overflow-visible">
            {children(width, cursor)}
          </svg>
        )}
      </div>
    </>
  );
}

/** The values under the cursor, of the last place while there is none: always there, so that nothing jumps. */
function Readout(props: { row: ChartRow | undefined; values: readonly Value[]; height: string }) {
  const { row, values, height } = props;
  return (
    <p className={`flex flex-wrap content-start items-baseline gap-x-3 pb-1 text-xs text-muted ${height}`}>
      <span className="font-medium text-ink">
        {row?.href ? (
          <QuietLink
            href={row.href}
            className="inline-flex min-h-6 items-center underline decoration-edge underline-offset-2"
          >
            {row.name}
          </QuietLink>
        ) : (
          row?.name
        )}
      </span>
      {values.map(([name, text]) => (
        <span key={name}>
          {name} <span className="text-ink">{text}</span>
        </span>
      ))}
    </p>
  );
}

function wordsOf(row: ChartRow | undefined, values: readonly Value[]): string {
  if (!row) return 'no data';
  return [row.name, ...values.map(([name, text]) => `${name} ${text}`.trim())].join(', ');
}

/** A value of a place behind its name. */
type Value = readonly [name: string, text: string];

/** What the cursor says of a place. */
function valuesOf(
  columns: readonly string[],
  row: ChartRow | undefined,
  isNoneLeftOut: boolean,
): readonly Value[] {
  const named = row?.texts.map((text, column) => [columns[column + 1] ?? '', text] as const) ?? [];
  if (!isNoneLeftOut) return named;
  const found = named.filter(([, text]) => text !== '0');
  return found.length === 0 && named.length > 0 ? [['', 'none']] : found;
}

/** The width of an element, kept current; 0 until it is laid out. */
function useWidth() {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const frame = useRef((element: HTMLDivElement | null) => {
    observer.current?.disconnect();
    if (!element) return;
    setWidth(element.clientWidth);
    observer.current = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.current.observe(element);
  });
  return { frame: frame.current, width };
}
