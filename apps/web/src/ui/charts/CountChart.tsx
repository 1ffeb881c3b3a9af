'use client';
import { CursorLine, PlaceNames } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { ChartRow } from './chartRow.ts';
import { linearScale } from './scale.ts';

/** The counts of one span, one bar per lane: `share` of a bar is filled. */
export interface CountRow extends ChartRow {
  bars: readonly { count: number; share: number }[];
}

interface CountChartProps {
  label: string;
  columns: readonly string[];
  rows: readonly CountRow[];
  /** One line of bars each, from the top. */
  lanes: readonly string[];
  /** Height class for this number of lanes. */
  height: string;
}

export const LANE_PX = 44;
const BAR_TOP = 16;
const BAR_PX = 26;

/** Bars of counts in lanes above one another on one line of time: height counts, the filled part is how sure. */
export function CountChart({ label, columns, rows, lanes, height }: CountChartProps) {
  const most = Math.max(1, ...rows.flatMap(({ bars }) => bars.map(({ count }) => count)));
  return (
    <ChartFrame
      label={label}
      columns={columns}
      rows={rows}
      height={height}
      readoutHeight="h-20 overflow-hidden sm:h-15"
      isNoneLeftOut
      placeAt={(share) => Math.floor(share * rows.length)}
      legend={
        <>
          <span>height: how many (top: {most})</span>
          <span>filled: how sure</span>
        </>
      }
    >
      {(width, cursor) => <Lanes rows={rows} lanes={lanes} width={width} most={most} cursor={cursor} />}
    </ChartFrame>
  );
}

interface LanesProps extends Pick<CountChartProps, 'rows' | 'lanes'> {
  width: number;
  most: number;
  cursor: number | null;
}

function Lanes({ rows, lanes, width, most, cursor }: LanesProps) {
  const step = width / Math.max(1, rows.length);
  const bar = Math.max(1, Math.min(18, step * 0.72));
  const middle = (place: number) => (place + 0.5) * step;
  const bottom = lanes.length * LANE_PX;
  return (
    <>
      {lanes.map((name, lane) => (
        <g key={name} transform={`translate(0 ${lane * LANE_PX})`}>
          <text x={0} y={11} className="fill-ink text-2xs">
            {name}
          </text>
          <line x1={0} x2={width} y1={BAR_TOP + BAR_PX} y2={BAR_TOP + BAR_PX} className="stroke-line" />
          {rows.map((row, place) => {
            const found = row.bars[lane];
            if (!found || found.count === 0) return null;
            return <Bar key={row.key} x={middle(place) - bar / 2} width={bar} most={most} {...found} />;
          })}
        </g>
      ))}
      <PlaceNames names={rows.map(({ name }) => name)} at={middle} y={bottom + 14} width={width} />
      {cursor !== null && <CursorLine x={middle(cursor)} height={bottom} />}
    </>
  );
}

function Bar(props: { x: number; width: number; count: number; share: number; most: number }) {
  const { x, width, count, share, most } = props;
  const full = Math.max(2, linearScale([0, most], [0, BAR_PX])(count));
  const floor = BAR_TOP + BAR_PX;
  return (
    <>
      <rect x={x} y={floor - full} width={width} height={full} className="fill-pattern-wash stroke-pattern" />
      <rect x={x} y={floor - full * share} width={width} height={full * share} className="fill-pattern" />
    </>
  );
}
