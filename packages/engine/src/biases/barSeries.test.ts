import { describe, expect, it } from 'vitest';
import { randomCandles } from '../../test/randomTrader.ts';
import type { CandleSeries } from '../market/candle.ts';
import { barSeriesOf, lnUnrest, zScore } from './barSeries.ts';

const HOUR = 3_600_000;
const [HOURLY] = randomCandles(4, ['AAA-USD'], 400) as [CandleSeries];

/** The same movement in bars of another length. */
function asBarsOf(series: CandleSeries, granularityMs: number): CandleSeries {
  const begin = series.ts[0] ?? 0;
  return { ...series, granularityMs, ts: series.ts.map((_, i) => begin + i * granularityMs) };
}

/** A move of so much up and down in turn. */
function swinging(change: (bar: number) => number, bars = 400): CandleSeries {
  const close = Float64Array.from({ length: bars }, (_, i) => 100 * Math.exp(i % 2 === 0 ? 0 : change(i)));
  const ts = Float64Array.from(close, (_, i) => i * HOUR);
  return { ...HOURLY, ts, open: close, high: close, low: close, close };
}

describe('bars for measuring', () => {
  it('are the hours that finer candles make: highest high, lowest low, last close', () => {
    const quarters = asBarsOf(HOURLY, HOUR / 4);
    const bars = barSeriesOf(quarters);
    expect(bars).toMatchObject({ granularityMs: HOUR, horizons: [1, 6, 24], window: 168 });
    expect(bars.ts).toHaveLength(100);
    for (let hour = 0; hour < 100; hour += 1) {
      const part = (column: Float64Array) => column.slice(hour * 4, hour * 4 + 4);
      expect(bars.ts[hour]).toBe(quarters.ts[hour * 4]);
      expect(bars.high[hour]).toBe(Math.max(...part(quarters.high)));
      expect(bars.low[hour]).toBe(Math.min(...part(quarters.low)));
      expect(bars.close[hour]).toBe(part(quarters.close)[3]);
    }
  });

  it('stay as they are from an hour on, and count days above it', () => {
    expect(barSeriesOf(HOURLY)).toMatchObject({ granularityMs: HOUR, horizons: [1, 6, 24], window: 168 });
    expect(barSeriesOf(asBarsOf(HOURLY, 24 * HOUR))).toMatchObject({
      ...{ granularityMs: 24 * HOUR, horizons: [1, 3, 5], window: 60 },
      close: HOURLY.close,
    });
  });
});

describe('the z-score of a price', () => {
  it('is its log distance from the close so many bars before, in deviations of the window up to there', () => {
    const bars = barSeriesOf(swinging(() => 0.01));
    // 168 returns of ±1 % in turn: their mean is 0 and their deviation 1 %.
    expect(zScore(bars, 0, 301, 100 * Math.exp(0.03))).toBeCloseTo(3, 9);
    expect(zScore(bars, 1, 306, 100 * Math.exp(0.03))).toBeCloseTo(3 / Math.sqrt(6), 9);
    expect(zScore(bars, 2, 324, 100 * Math.exp(-0.03))).toBeCloseTo(-3 / Math.sqrt(24), 9);
  });

  it('is none in the warm-up, without a price, without movement, or across a gap of more than one bar', () => {
    const bars = barSeriesOf(swinging(() => 0.01));
    expect(zScore(bars, 0, 168, 100)).toBeNull();
    expect(zScore(bars, 0, 169, 100)).not.toBeNull();
    expect(zScore(bars, 0, 300, 0)).toBeNull();
    expect(zScore(barSeriesOf(swinging(() => 0)), 0, 300, 100)).toBeNull();
    const gap = (missing: number) => {
      const series = swinging(() => 0.01);
      return barSeriesOf({ ...series, ts: series.ts.map((ts, i) => (i < 300 ? ts : ts + missing * HOUR)) });
    };
    expect(zScore(gap(1), 0, 300, 100)).not.toBeNull();
    expect(zScore(gap(2), 0, 300, 100)).toBeNull();
  });
});

describe('the unrest of a market', () => {
  it('is the log of its deviation in the last day over that of the week before', () => {
    const bars = barSeriesOf(swinging((bar) => (bar < 300 ? 0.01 : 0.03)));
    expect(lnUnrest(bars, 299)).toBeCloseTo(0, 9);
    expect(lnUnrest(bars, 324)).toBeCloseTo(Math.log(3), 9);
  });

  it('is none in the warm-up, or where one of the two stood still', () => {
    const bars = barSeriesOf(swinging(() => 0.01));
    expect(lnUnrest(bars, 191)).toBeNull();
    expect(lnUnrest(bars, 192)).not.toBeNull();
    expect(lnUnrest(barSeriesOf(swinging((bar) => (bar < 300 ? 0 : 0.03))), 324)).toBeNull();
    expect(lnUnrest(barSeriesOf(swinging((bar) => (bar < 300 ? 0.03 : 0))), 350)).toBeNull();
  });
});
