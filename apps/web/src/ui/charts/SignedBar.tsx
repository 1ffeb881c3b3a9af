import { linearScale } from './scale.ts';

interface SignedBarProps {
  value: number;
  low: number | null;
  high: number | null;
  /** What all bars of a table are drawn on, with zero in it. */
  extent: readonly [number, number];
}

const WIDTH = 240;

/** An amount from zero on, to the left when it is negative, with its interval. The numbers stand beside it as text. */
export function SignedBar({ value, low, high, extent }: SignedBarProps) {
  const x = linearScale(extent, [4, WIDTH - 4]);
  const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
  const look = value < 0 ? 'fill-loss-wash stroke-loss' : 'fill-gain stroke-gain';
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} 18`} className="h-4.5 w-full min-w-20 sm:min-w-40">
      <rect x={from} width={Math.max(1, to - from)} y={5} height={8} className={look} />
      {low !== null && high !== null && (
        <>
          <line x1={x(low)} x2={x(high)} y1={9} y2={9} className="stroke-ink" />
          {[low, high].map((end) => (
            <line key={end} x1={x(end)} x2={x(end)} y1={5} y2={13} className="stroke-ink" />
          ))}
        </>
      )}
      <line x1={x(0)} x2={x(0)} y1={0} y2={18} className="stroke-edge" />
    </svg>
  );
}
