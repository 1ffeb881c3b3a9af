import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles } from '../../test/randomTrader.ts';
import { runsOf } from '../../test/runs.ts';
import type { CandleSeries } from '../market/candle.ts';
import { barSeriesOf, lnUnrest, zScore } from './barSeries.ts';
import { barsAt, MONDAY, SESSION, stockBars } from './stockBars.testkit.ts';
import { DAY, HOUR } from './writtenScene.testkit.ts';

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

/** Whether each of the three z-scores is measured, bar by bar. */
function measuredIn(series: CandleSeries): boolean[][] {
  const bars = barSeriesOf(series);
  return ([0, 1, 2] as const).map((horizon) =>
    [...bars.ts.keys()].map((k) => zScore(bars, horizon, k, 100) !== null),
  );
}

/** Bars whose z-score is none though they are out of the warm-up, as places among all bars; the longest horizon. */
function unmeasuredIn(series: CandleSeries): number[] {
  const { window, horizons } = barSeriesOf(series);
  return [...(measuredIn(series)[2]?.entries() ?? [])].flatMap(([k, isMeasured]) =>
    isMeasured || k < window + horizons[2] ? [] : [k],
  );
}

describe('a market that is closed at night or at the weekend', () => {
  it.each([HOUR, DAY])('is measured in all bars after the warm-up (bars of %i ms)', (granularityMs) => {
    const stock = stockBars({ granularityMs, weeks: 30 });
    const { window, horizons } = barSeriesOf(stock);
    measuredIn(stock).forEach((measured, horizon) => {
      const warmUp = window + (horizons[horizon] ?? 0);
      expect(measured).toEqual(measured.map((_, k) => k >= warmUp));
    });
  });

  it('is measured through both changes of the clock', () => {
    const opensAt = (day: number) => (day > 70 && day < 126 ? 13.5 : 14.5);
    expect(unmeasuredIn(stockBars({ granularityMs: HOUR, weeks: 30, opensAt }))).toEqual([]);
    const local = stockBars({ granularityMs: DAY, weeks: 30, holidays: [20 * 7] });
    const moved = local.ts.map(
      (ts) => ts + (ts > MONDAY + 70 * DAY && ts < MONDAY + 126 * DAY ? 4 : 5) * HOUR,
    );
    expect(unmeasuredIn({ ...local, ts: moved })).toEqual([]);
  });

  it('is measured with a break in each session', () => {
    const stock = stockBars({ granularityMs: HOUR, weeks: 40 });
    expect(
      unmeasuredIn(
        barsAt(
          HOUR,
          [...stock.ts].filter((_, bar) => bar % SESSION !== 3),
        ),
      ),
    ).toEqual([]);
  });

  it('lacks the hours of a holiday where the horizon reaches across them, and nowhere else', () => {
    const holiday = stockBars({ granularityMs: HOUR, weeks: 30, holidays: [16 * 7 + 2] });
    const first = (16 * 5 + 2) * SESSION;
    expect(unmeasuredIn(holiday)).toEqual(Array.from({ length: 24 }, (_, bar) => first + bar));
  });

  it('lacks one day for a holiday, which is a missing bar, and two for two of them', () => {
    const holidays = (days: number[]) =>
      unmeasuredIn(stockBars({ granularityMs: DAY, weeks: 30, holidays: days }));
    const [monday, before] = [16 * 7, 16 * 5];
    expect(holidays([monday])).toEqual([]);
    expect(holidays([monday, monday + 1])).toEqual([0, 1, 2, 3, 4].map((bar) => before + bar));
    expect(holidays([monday, monday + 3])).toEqual([before + 2, before + 3, before + 4]);
  });

  it('gives the same when everything after a bar is cut off, and when time moves by whole days', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(HOUR, DAY),
        fc.array(fc.nat(7 * 30), { maxLength: 12 }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.integer({ min: -900, max: 900 }),
        (granularityMs, holidays, share, days) => {
          const stock = stockBars({ granularityMs, weeks: 30, holidays });
          const whole = measuredIn(stock);
          const n = Math.floor(share * stock.ts.length);
          const past = { ...stock, ts: stock.ts.slice(0, n), close: stock.close.slice(0, n) };
          expect(measuredIn(past)).toEqual(whole.map((measured) => measured.slice(0, n)));
          expect(measuredIn({ ...stock, ts: stock.ts.map((ts) => ts + days * DAY) })).toEqual(whole);
        },
      ),
      { numRuns: runsOf(15), seed: 20250106 },
    );
  });
});

describe('a market that never closes', () => {
  it('lacks every bar that is missing, by chance or for days', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1999 }), fc.integer({ min: 1, max: 60 })), {
          maxLength: 9,
        }),
        (holes) => {
          const begins = Array.from({ length: 2000 }, (_, i) => i).filter(
            (i) => !holes.some(([from, length]) => i >= from && i < from + length),
          );
          const series = barsAt(
            HOUR,
            begins.map((i) => MONDAY + i * HOUR),
          );
          measuredIn(series).forEach((measured, horizon) => {
            const h = [1, 6, 24][horizon] ?? 0;
            const expected = begins.map((i, k) => k >= 168 + h && i - (begins[k - h] ?? 0) <= h + 1);
            expect(measured).toEqual(expected);
          });
        },
      ),
      { numRuns: runsOf(30), seed: 20250106 },
    );
  });

  it('keeps the time of its bars as it is', () => {
    const { ts, clock } = barSeriesOf(HOURLY);
    expect(clock).toBe(ts);
  });

  it('is closed at hours without bars in each of four weeks before, and not in three of them', () => {
    const night = (weeks: number) =>
      barsAt(
        HOUR,
        Array.from({ length: 10 * 168 }, (_, i) => i)
          .filter((i) => !(i % 168 > 99 && i % 168 < 103 && (i < 168 * weeks || i >= 168 * 5)))
          .map((i) => MONDAY + i * HOUR),
      );
    const unmeasured = (weeks: number) => unmeasuredIn(night(weeks)).filter((k) => k > 168 * 5);
    expect(unmeasured(5)).toEqual([]);
    expect(unmeasured(4)).toHaveLength(4 * 24);
  });
});
