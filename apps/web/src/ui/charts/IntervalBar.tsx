import { linearScale } from './scale.ts';

interface IntervalBarProps {
  value: number;
  low: number;
  high: number;
  /** The value that means no effect; null where there is none. */
  none: number | null;
}

const WIDTH = 200;

/** An estimate and its interval as a line, beside the value of no effect. The numbers stand next to it as text. */
export function IntervalBar({ value, low, high, none }: IntervalBarProps) {
  const values = none === null ? [low, high, value] : [low, high, value, none];
  const x = linearScale([Math.min(...values), Math.max(...values)], [4, WIDTH - 4]);
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} 12`} className="h-3 w-full">
      {none !== null && <line x1={x(none)} x2={x(none)} y1={0} y2={12} className="stroke-edge" />}
      <line x1={x(low)} x2={x(high)} y1={6} y2={6} className="stroke-pattern stroke-2" />
      <circle cx={x(value)} cy={6} r={3.5} className="fill-pattern" />
    </svg>
  );
}
