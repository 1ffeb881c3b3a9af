import type { CandleDto, DecisionDto } from '@twin/shared/dto/decision';
import { formatExact } from '../../ui/format/number.ts';
import { formatDuration, formatTime } from '../../ui/format/time.ts';

interface DecisionCandlesProps {
  decision: Pick<DecisionDto, 'candles' | 'fills' | 'side'>;
  zone: string;
}

const WIDTH = 640;
const HEIGHT = 180;
/** Room above and below for the marks of the fills. */
const MARGIN = 14;

/** The candles around a decision with a mark for each of its fills: below the price for a buy, above for a sell. */
export function DecisionCandles({ decision: { candles, fills, side }, zone }: DecisionCandlesProps) {
  const [first] = candles;
  const last = candles.at(-1);
  if (!first || !last) return null;
  const scale = scaleOf(candles);
  const barMs = barLength(candles);
  return (
    <figure>
      <svg
        role="img"
        aria-label={describe(candles, barMs, zone)}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="h-auto w-full rounded-md border bg-surface"
      >
        {candles.map((candle, place) => (
          <Bar key={candle.ts} candle={candle} x={scale.x(place)} width={scale.width} y={scale.y} />
        ))}
        {placesOf(candles, fills, barMs).map((place) => (
          <FillMark key={place} side={side} x={scale.x(place)} candle={candles[place] ?? last} y={scale.y} />
        ))}
      </svg>
      <figcaption className="flex flex-wrap justify-between gap-x-3 pt-1 text-2xs text-muted">
        <span>
          {formatTime(first.ts, zone).slice(0, 16)} – {formatTime(last.ts, zone).slice(0, 16)}, bars of{' '}
          {formatDuration(barMs)}
        </span>
        <span>
          <span aria-hidden="true" className="text-accent">
            {side === 'buy' ? '▲' : '▼'}
          </span>{' '}
          your {side === 'buy' ? 'buy' : 'sell'} · low {formatExact(scale.low)}, high{' '}
          {formatExact(scale.high)}
        </span>
      </figcaption>
    </figure>
  );
}

type ToY = (price: string) => number;

/** Hollow when the price rose, filled when it fell. */
function Bar({ candle, x, width, y }: { candle: CandleDto; x: number; width: number; y: ToY }) {
  const [top, bottom] = [y(candle.open), y(candle.close)].toSorted((a, b) => a - b) as [number, number];
  const isRise = y(candle.close) <= y(candle.open);
  return (
    <g className={isRise ? 'stroke-gain' : 'stroke-loss'}>
      <line x1={x} x2={x} y1={y(candle.high)} y2={y(candle.low)} />
      <rect
        x={x - width / 2}
        y={top}
        width={width}
        height={Math.max(1, bottom - top)}
        className={isRise ? 'fill-surface' : 'fill-loss'}
      />
    </g>
  );
}

function FillMark({ side, x, candle, y }: { side: 'buy' | 'sell'; x: number; candle: CandleDto; y: ToY }) {
  const at = side === 'buy' ? y(candle.low) + 4 : y(candle.high) - 4;
  const foot = side === 'buy' ? at + 9 : at - 9;
  return (
    <polygon
      points={`${x},${at} ${x - 5.5},${foot} ${x + 5.5},${foot}`}
      className="fill-accent stroke-surface"
    />
  );
}

function scaleOf(candles: readonly CandleDto[]) {
  const low = extreme(candles, 'low', (a, b) => a < b);
  const high = extreme(candles, 'high', (a, b) => a > b);
  const span = Number(high) - Number(low) || 1;
  const step = WIDTH / candles.length;
  return {
    low,
    high,
    width: Math.max(1, step * 0.62),
    x: (place: number) => (place + 0.5) * step,
    y: (price: string) => MARGIN + (1 - (Number(price) - Number(low)) / span) * (HEIGHT - 2 * MARGIN),
  };
}

/** The exact text of the lowest or highest price. */
function extreme(
  candles: readonly CandleDto[],
  field: 'low' | 'high',
  isFurther: (a: number, b: number) => boolean,
): string {
  return candles
    .map((candle) => candle[field])
    .reduce((best, price) => (isFurther(Number(price), Number(best)) ? price : best));
}

/** The shortest step between two bars: gaps are longer. */
function barLength(candles: readonly CandleDto[]): number {
  const times = candles.map(({ ts }) => Date.parse(ts));
  const steps = times.slice(1).map((ts, place) => ts - (times[place] ?? ts));
  return steps.length === 0 ? 0 : Math.min(...steps);
}

/** The bars in which fills lie, each once. */
function placesOf(candles: readonly CandleDto[], fills: readonly { ts: string }[], barMs: number): number[] {
  const places = fills.map(({ ts }) => {
    const time = Date.parse(ts);
    return candles.findLastIndex((candle) => {
      const begin = Date.parse(candle.ts);
      return begin <= time && time < begin + barMs;
    });
  });
  return [...new Set(places)].filter((place) => place >= 0);
}

function describe(candles: readonly CandleDto[], barMs: number, zone: string): string {
  const [first, last] = [candles[0], candles.at(-1)];
  if (!first || !last) return 'No candles';
  return (
    `${candles.length} candles of ${formatDuration(barMs)} from ${formatTime(first.ts, zone)} ` +
    `to ${formatTime(last.ts, zone)}; open ${first.open}, close ${last.close}`
  );
}
