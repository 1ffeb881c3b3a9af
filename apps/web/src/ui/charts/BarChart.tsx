import { CursorLine, PlaceText, ValueLine } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { ChartRow } from './chartRow.ts';
import { extentWithZero, linearScale, niceTicks, spreadPlaces } from './scale.ts';

export interface BarRow extends ChartRow {
  count: number;
  /** Which way the counted ones went. */
  tone: 'gain' | 'loss' | 'neither';
}

interface BarChartProps {
  label: string;
  columns: readonly string[];
  rows: readonly BarRow[];
  formatTick: (value: number) => string;
}

const TOP = 14;
const FLOOR = 176;
const TEXT_Y = 192;
/** Gains are filled and losses hollow, so that the direction is told without colour. */
const TONES = {
  gain: 'fill-gain stroke-gain',
  loss: 'fill-loss-wash stroke-loss',
  neither: 'fill-line stroke-edge',
} as const;

/** How many there are of each kind, as bars beside one another. */
export function BarChart({ label, columns, rows, formatTick }: BarChartProps) {
  return (
    <ChartFrame
      label={label}
      columns={columns}
      rows={rows}
      height="h-50"
      readoutHeight="h-8"
      placeAt={(share) => Math.floor(share * rows.length)}
      legend={<span>height: how many</span>}
    >
      {(width, cursor) => <Bars rows={rows} width={width} cursor={cursor} formatTick={formatTick} />}
    </ChartFrame>
  );
}

interface BarsProps extends Pick<BarChartProps, 'rows' | 'formatTick'> {
  width: number;
  cursor: number | null;
}

function Bars({ rows, width, cursor, formatTick }: BarsProps) {
  const [, most] = extentWithZero(rows.map(({ count }) => count));
  const y = linearScale([0, Math.max(1, most)], [FLOOR, TOP]);
  const step = width / Math.max(1, rows.length);
  const middle = (place: number) => (place + 0.5) * step;
  return (
    <>
      {niceTicks(0, Math.max(1, most), 3).map((tick) => (
        <ValueLine key={tick} y={y(tick)} width={width} text={formatTick(tick)} />
      ))}
      {rows.map(({ key, count, tone }, place) =>
        count === 0 ? null : (
          <rect
            key={key}
            x={middle(place) - step * 0.4}
            y={y(count)}
            width={step * 0.8}
            height={FLOOR - y(count)}
            className={TONES[tone]}
          />
        ),
      )}
      {spreadPlaces(rows.length, width < 480 ? 3 : 5).map((place) => (
        <PlaceText key={place} x={middle(place)} y={TEXT_Y} width={width} text={rows[place]?.name ?? ''} />
      ))}
      {cursor !== null && <CursorLine x={middle(cursor)} height={FLOOR} />}
    </>
  );
}
