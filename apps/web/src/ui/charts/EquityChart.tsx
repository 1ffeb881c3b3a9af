'use client';
import { useMemo } from 'react';
import { AXIS_PX, CursorLine, PlaceNames, ValueLine } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { ChartRow } from './chartRow.ts';
import { LegendLine } from './LegendLine.tsx';
import { areaPath, extentWithZero, linearScale, linePath, niceTicks } from './scale.ts';

/** Values are for drawing only; what is read comes from the row's texts. */
export interface EquityRow extends ChartRow {
  actual: number;
  /** null where it has not been replayed. */
  twin: number | null;
  /** Distance below the earlier high, 0 or above. */
  drawdown: number;
}

interface EquityChartProps {
  label: string;
  columns: readonly string[];
  rows: readonly EquityRow[];
  formatTick: (value: number) => string;
}

const CURVE_BOTTOM = 176;
const FALL_TOP = 192;
const FALL_BOTTOM = 232;
const TEXT_Y = 248;

/** Cumulative result above, the fall from the earlier high below, on one line of time. */
export function EquityChart({ label, columns, rows, formatTick }: EquityChartProps) {
  const hasTwin = rows.some(({ twin }) => twin !== null);
  const last = Math.max(1, rows.length - 1);
  return (
    <ChartFrame
      label={label}
      columns={columns}
      rows={rows}
      height="h-64"
      readoutHeight="min-h-21 sm:min-h-12 lg:min-h-8"
      placeAt={(share, width) => Math.round(linearScale(spanOf(width), [0, last])(share * width))}
      legend={
        <>
          <LegendLine look="stroke-ink" name="You" />
          {hasTwin && <LegendLine look="stroke-accent" dash="5 3" name="Your twin" />}
          <span>▾ fall from the high</span>
        </>
      }
    >
      {(width, cursor) => <Curves width={width} cursor={cursor} rows={rows} formatTick={formatTick} />}
    </ChartFrame>
  );
}

interface CurvesProps extends Pick<EquityChartProps, 'rows' | 'formatTick'> {
  width: number;
  cursor: number | null;
}

function Curves({ width, cursor, rows, formatTick }: CurvesProps) {
  const drawn = useMemo(() => layOut(rows, width), [rows, width]);
  const current = cursor === null ? undefined : rows[cursor];
  return (
    <>
      {drawn.ticks.map((tick) => (
        <ValueLine key={tick} y={drawn.y(tick)} width={width} text={formatTick(tick)} />
      ))}
      <path d={drawn.twin} className="fill-none stroke-accent stroke-[1.5]" strokeDasharray="5 3" />
      <path d={drawn.actual} className="fill-none stroke-ink stroke-[1.75]" strokeLinejoin="round" />
      <path d={drawn.fall} className="fill-loss-wash stroke-loss" />
      <PlaceNames names={rows.map(({ name }) => name)} at={drawn.x} y={TEXT_Y} width={width} />
      {current && cursor !== null && (
        <>
          <CursorLine x={drawn.x(cursor)} height={FALL_BOTTOM} />
          <circle cx={drawn.x(cursor)} cy={drawn.y(current.actual)} r={3.5} className="fill-ink" />
        </>
      )}
    </>
  );
}

/** From the first day to the last one, in pixels. */
function spanOf(width: number): [number, number] {
  return [AXIS_PX, width - 4];
}

function layOut(rows: readonly EquityRow[], width: number) {
  const [low, high] = extentWithZero(rows.flatMap(({ actual, twin }) => [actual, twin]));
  const x = linearScale([0, Math.max(1, rows.length - 1)], spanOf(width));
  const y = linearScale([low, high], [CURVE_BOTTOM, 14]);
  const fall = linearScale(
    [0, Math.max(...rows.map(({ drawdown }) => drawdown), 0)],
    [FALL_TOP, FALL_BOTTOM],
  );
  const isFalling = rows.some(({ drawdown }) => drawdown > 0);
  return {
    x,
    y,
    ticks: niceTicks(low, high, 4),
    actual: linePath(rows.map(({ actual }, place) => [x(place), y(actual)])),
    twin: linePath(rows.map(({ twin }, place) => [x(place), twin === null ? null : y(twin)])),
    fall: isFalling
      ? areaPath(
          rows.map(({ drawdown }, place) => [x(place), fall(drawdown)] as const),
          FALL_TOP,
        )
      : '',
  };
}
