import { at } from '../at.ts';
import type { CandleSeries } from '../market/candle.ts';
import { lowerBound } from './trailingWindow.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
/** Weeks that tell when a market is open. */
const WEEKS = [1, 2, 3, 4] as const;
/** Daylight saving moves a session by an hour: at both ends of a gap it tells nothing, of hours only in so long a one. */
const EDGE_MS = HOUR_MS;
const EDGE_FROM = 5;
/** Lengths after its close in which the last bar speaks for the moment, whenever the market is open. */
const FRESH_FOR = 2;
/** Bars that may be missing among the H bars of a z-score, or since the last one. */
const MISSING_MOST = 1;

/** Bars of one length with what every question about them needs, prepared once per series. */
export interface BarSeries {
  granularityMs: number;
  ts: Float64Array;
  /** The same begins on a clock that stands still while the market is closed. */
  clock: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  /** Horizons of the three z-scores and the window of their volatility, in bars. */
  horizons: readonly [number, number, number];
  window: number;
  /** Sums of the log returns and of their squares over bars 0..i−1. */
  returns: Float64Array;
  squares: Float64Array;
}

/** Hourly bars where the candles are that fine, else the candles as they are with daily horizons. */
export function barSeriesOf(series: CandleSeries): BarSeries {
  const isIntraday = series.granularityMs <= HOUR_MS;
  const bars = series.granularityMs < HOUR_MS ? hourly(series) : series;
  const n = bars.ts.length;
  const returns = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let i = 0; i < n; i += 1) {
    const change = i === 0 ? 0 : Math.log(at(bars.close, i) / at(bars.close, i - 1));
    returns[i + 1] = at(returns, i) + change;
    squares[i + 1] = at(squares, i) + change * change;
  }
  return {
    granularityMs: bars.granularityMs,
    ts: bars.ts,
    clock: clockOf(bars.ts, bars.granularityMs),
    high: bars.high,
    low: bars.low,
    close: bars.close,
    horizons: isIntraday ? [1, 6, 24] : [1, 3, 5],
    window: isIntraday ? 168 : 60,
    returns,
    squares,
  };
}

/**
 * ln(price ÷ close H bars before bar k) ÷ (σ·√H), σ over the window that ends there, so that a spike does not
 * inflate its own yardstick. null in the warm-up, where more than one bar is missing, or without movement.
 */
export function zScore(bars: BarSeries, horizon: 0 | 1 | 2, k: number, price: number): number | null {
  const h = bars.horizons[horizon];
  const start = k - h;
  if (start < bars.window || price <= 0) return null;
  if (at(bars.clock, k) - at(bars.clock, start) > (h + MISSING_MOST) * bars.granularityMs) return null;
  const variance = varianceUpTo(bars, start, bars.window);
  return variance === null ? null : Math.log(price / at(bars.close, start)) / Math.sqrt(variance * h);
}

/**
 * ln(σ of the last bars ÷ σ of the window before them), over the longest horizon: how restless the market is
 * against its own recent past. null in the warm-up or without movement.
 */
export function lnUnrest(bars: BarSeries, k: number): number | null {
  const [, , h] = bars.horizons;
  if (k - h < bars.window) return null;
  const now = varianceUpTo(bars, k, h);
  const before = varianceUpTo(bars, k - h, bars.window);
  return now === null || before === null ? null : Math.log(now / before) / 2;
}

/**
 * The last bar that was closed at `ts`; −1 before the first one, or when it is stale: it closed more than two lengths
 * ago, and the market was open for more than one bar since.
 */
export function lastFreshBar({ ts: begins, granularityMs }: BarSeries, ts: number): number {
  const next = ts - granularityMs + 1;
  const k = lowerBound(begins, next) - 1;
  const begin = at(begins, k);
  if (k < 0 || ts - begin <= (1 + FRESH_FOR) * granularityMs) return k;
  if (!isTold(begins, begin, next)) return -1;
  const near = WEEKS.map((weeks) => lowerBound(begins, begin - weeks * WEEK_MS));
  return missingBars(begins, granularityMs, begin, next, near) > MISSING_MOST ? -1 : k;
}

/**
 * Begins on a clock by which a gap is no longer than the bars that are missing in it and one length: the night and the
 * weekend of a stock lack none, a holiday lacks its own. Without any gap it is `ts` itself.
 */
function clockOf(ts: Float64Array, granularityMs: number): Float64Array {
  let i = 1;
  while (i < ts.length && at(ts, i) - at(ts, i - 1) < 2 * granularityMs) i += 1;
  if (i >= ts.length) return ts;
  const clock = ts.slice();
  const near = WEEKS.map(() => 0);
  for (; i < ts.length; i += 1) {
    const from = at(ts, i - 1);
    const to = at(ts, i);
    let passed = to - from;
    if (passed >= 2 * granularityMs && isTold(ts, from, to)) {
      const isWide = granularityMs > EDGE_MS || passed >= EDGE_FROM * granularityMs;
      const edge = isWide ? EDGE_MS : 0;
      const missing = missingBars(ts, granularityMs, from + edge, to - edge, near);
      passed = Math.min(passed, (1 + missing) * granularityMs);
    }
    clock[i] = at(clock, i - 1) + passed;
  }
  return clock;
}

/** Whether earlier weeks can tell of the time between two moments: all of them lie before it and are known. */
function isTold(ts: Float64Array, from: number, to: number): boolean {
  return to - from <= WEEK_MS && from - WEEKS.length * WEEK_MS >= at(ts, 0);
}

/**
 * Bars from the first to the last one that there should be between two moments: in one of the weeks before there was one
 * at that time of the week. `near` are places at or before the first moment, week by week, and go on to behind it.
 */
function missingBars(
  ts: Float64Array,
  granularityMs: number,
  from: number,
  to: number,
  near: number[],
): number {
  let first = to;
  let last = from;
  for (const weeks of WEEKS) {
    const back = weeks * WEEK_MS;
    let bar = near[weeks - 1] ?? 0;
    while (at(ts, bar) <= from - back) bar += 1;
    near[weeks - 1] = bar;
    if (at(ts, bar) < first - back) first = at(ts, bar) + back;
    while (at(ts, bar) < to - back) bar += 1;
    if (at(ts, bar - 1) > last - back) last = at(ts, bar - 1) + back;
  }
  return last > from ? Math.round((last - first) / granularityMs) + 1 : 0;
}

/** Population variance of the n log returns that end with bar k; null without movement. */
function varianceUpTo(bars: BarSeries, k: number, n: number): number | null {
  const mean = (at(bars.returns, k + 1) - at(bars.returns, k + 1 - n)) / n;
  const variance = (at(bars.squares, k + 1) - at(bars.squares, k + 1 - n)) / n - mean * mean;
  return variance > 1e-18 ? variance : null;
}

function hourly(series: CandleSeries): Pick<CandleSeries, 'granularityMs' | 'ts' | 'high' | 'low' | 'close'> {
  const ts: number[] = [];
  const high: number[] = [];
  const low: number[] = [];
  const close: number[] = [];
  for (let i = 0; i < series.ts.length; i += 1) {
    const hour = Math.floor(at(series.ts, i) / HOUR_MS) * HOUR_MS;
    const last = ts.length - 1;
    if (ts[last] !== hour) {
      ts.push(hour);
      high.push(at(series.high, i));
      low.push(at(series.low, i));
      close.push(at(series.close, i));
      continue;
    }
    high[last] = Math.max(at(high, last), at(series.high, i));
    low[last] = Math.min(at(low, last), at(series.low, i));
    close[last] = at(series.close, i);
  }
  return {
    granularityMs: HOUR_MS,
    ts: Float64Array.from(ts),
    high: Float64Array.from(high),
    low: Float64Array.from(low),
    close: Float64Array.from(close),
  };
}
