import { AXIS_PX, PlaceText, ValueLine } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { ChartRow } from './chartRow.ts';
import { extentWithZero, linearScale, niceTicks } from './scale.ts';

export interface ScatterRow extends ChartRow {
  x: number;
  y: number;
  isGain: boolean;
}

interface ScatterChartProps {
  label: string;
  columns: readonly string[];
  /** From the smallest x to the largest. */
  rows: readonly ScatterRow[];
  formatTick: (value: number) => string;
  names: { gain: string; loss: string };
}

const TOP = 14;
const FLOOR = 216;
const TEXT_Y = 232;

/** Points in the plane: gains are full dots, losses hollow ones. The cursor walks along x. */
export function ScatterChart({ label, columns, rows, formatTick, names }: ScatterChartProps) {
  return (
    <ChartFrame
      label={label}
      columns={columns}
      rows={rows}
      height="h-60"
      readoutHeight="h-12 sm:h-8"
      placeAt={(share, width) => nearest(rows, share * width, width)}
      legend={
        <>
          <span>
            <span aria-hidden="true" className="text-gain">
              ●
            </span>{' '}
            {names.gain}
          </span>
          <span>
            <span aria-hidden="true" className="text-loss">
              ○
            </span>{' '}
            {names.loss}
          </span>
        </>
      }
    >
      {(width, cursor) => <Points rows={rows} width={width} cursor={cursor} formatTick={formatTick} />}
    </ChartFrame>
  );
}

/** Where the points lie across a drawing of this width. */
function spanOf(width: number): [number, number] {
  return [AXIS_PX, width - 10];
}

/** The point that lies nearest to so many pixels from the left. */
function nearest(rows: readonly ScatterRow[], pixels: number, width: number): number {
  const wanted = linearScale(spanOf(width), extentWithZero(rows.map(({ x }) => x)))(pixels);
  const distance = (row: ScatterRow | undefined) => Math.abs((row?.x ?? 0) - wanted);
  return rows.reduce((best, row, place) => (distance(row) < distance(rows[best]) ? place : best), 0);
}

interface PointsProps extends Pick<ScatterChartProps, 'rows' | 'formatTick'> {
  width: number;
  cursor: number | null;
}

function Points({ rows, width, cursor, formatTick }: PointsProps) {
  const [left, right] = extentWithZero(rows.map((row) => row.x));
  const [low, high] = extentWithZero(rows.map((row) => row.y));
  const x = linearScale([left, right], spanOf(width));
  const y = linearScale([low, high], [FLOOR, TOP]);
  const current = cursor === null ? undefined : rows[cursor];
  return (
    <>
      {niceTicks(low, high, 4).map((tick) => (
        <ValueLine key={tick} y={y(tick)} width={width} text={formatTick(tick)} />
      ))}
      {niceTicks(left, right, width < 480 ? 3 : 6).map((tick) => (
        <PlaceText key={tick} x={x(tick)} y={TEXT_Y} width={width} text={formatTick(tick)} />
      ))}
      {rows.map((row) => (
        <circle
          key={row.key}
          cx={x(row.x)}
          cy={y(row.y)}
          r={3}
          className={row.isGain ? 'fill-gain/70' : 'fill-none stroke-loss'}
        />
      ))}
      {current && (
        <circle cx={x(current.x)} cy={y(current.y)} r={7} className="fill-none stroke-ink stroke-2" />
      )}
    </>
  );
}
