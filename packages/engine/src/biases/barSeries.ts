import { at } from '../at.ts';
import type { CandleSeries } from '../market/candle.ts';

const HOUR_MS = 3_600_000;

/** Bars of one length with what every question about them needs, prepared once per series. */
export interface BarSeries {
  granularityMs: number;
  ts: Float64Array;
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
 * inflate its own yardstick. null in the warm-up, across a gap of more than one bar, or without movement.
 */
export function zScore(bars: BarSeries, horizon: 0 | 1 | 2, k: number, price: number): number | null {
  const h = bars.horizons[horizon];
  const start = k - h;
  if (start < bars.window || price <= 0) return null;
  if (at(bars.ts, k) - at(bars.ts, start) > (h + 1) * bars.granularityMs) return null;
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
