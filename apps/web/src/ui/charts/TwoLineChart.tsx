import { CursorLine, PlaceText, ValueLine } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { ChartRow } from './chartRow.ts';
import { LegendLine } from './LegendLine.tsx';
import { linearScale, linePath, spreadPlaces } from './scale.ts';

export interface TwoLineRow extends ChartRow {
  first: number;
  second: number;
}

interface TwoLineChartProps {
  label: string;
  columns: readonly string[];
  rows: readonly TwoLineRow[];
  /** What the two lines are; the second one is dashed. */
  names: readonly [string, string];
  formatTick: (value: number) => string;
}

const TOP = 14;
const FLOOR = 176;
const TEXT_Y = 192;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Two shares between 0 and 1 over one line of places. */
export function TwoLineChart({ label, columns, rows, names, formatTick }: TwoLineChartProps) {
  const last = Math.max(1, rows.length - 1);
  const y = linearScale([0, 1], [FLOOR, TOP]);
  return (
    <ChartFrame
      label={label}
      columns={columns}
      rows={rows}
      height="h-50"
      readoutHeight="h-8"
      placeAt={(share) => Math.round(share * last)}
      legend={
        <>
          <LegendLine look="stroke-gain" name={names[0]} />
          <LegendLine look="stroke-loss" dash="5 3" name={names[1]} />
        </>
      }
    >
      {(width, cursor) => {
        const x = linearScale([0, last], [2, width - 4]);
        const path = (value: (row: TwoLineRow) => number) =>
          linePath(rows.map((row, place) => [x(place), y(value(row))]));
        return (
          <>
            {TICKS.map((tick) => (
              <ValueLine key={tick} y={y(tick)} width={width} text={formatTick(tick)} />
            ))}
            <path d={path(({ first }) => first)} className="fill-none stroke-gain stroke-[1.75]" />
            <path
              d={path(({ second }) => second)}
              className="fill-none stroke-loss stroke-[1.75]"
              strokeDasharray="5 3"
            />
            {spreadPlaces(rows.length, width < 480 ? 3 : 6).map((place) => (
              <PlaceText key={place} x={x(place)} y={TEXT_Y} width={width} text={rows[place]?.name ?? ''} />
            ))}
            {cursor !== null && <CursorLine x={x(cursor)} height={FLOOR} />}
          </>
        );
      }}
    </ChartFrame>
  );
}
