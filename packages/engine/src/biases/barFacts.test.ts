import { describe, expect, it } from 'vitest';
import { type BarFacts, barFacts } from './barFacts.ts';
import { barsAt, MONDAY, SESSION, stockBars, WEEK } from './stockBars.testkit.ts';
import { barsOf, DAY, HOUR, NOW, times } from './writtenScene.testkit.ts';

/** Hourly closes around 100 that go up and down by about a per cent. */
const wave = (bars: number) => times(bars, (i) => 100 + Math.sin(i * 1.7) + (i % 5) / 10);

function facts(bars: number): BarFacts {
  const found = barsOf(wave(bars));
  if (!found) throw new Error('no bars');
  return found;
}

/** Fact by fact the fewest bars with which it is known. */
const WARM_UP: [string, number, (bars: BarFacts) => number | null][] = [
  ['the strength of 14 bars', 15, (bars) => bars.rsi14],
  ['the range of 14 bars', 15, (bars) => bars.atr14],
  ['the range of 24 bars', 25, (bars) => bars.atr24],
  ['the place in the band', 20, (bars) => bars.bandPosition(101, 1)],
  ['the way back from the best of a day', 24, (bars) => bars.belowBest(101, 1)],
  ['the trend of 20 bars', 20, (bars) => bars.trendIntact(101, 1)],
  ['the distance from the trend of 100 bars', 100, (bars) => bars.beyondTrend(101, 1)],
  ['whether the week’s best is near', 168, (bars) => bars.nearExtreme(101, 1)],
  ['the move of an hour', 170, (bars) => bars.z(0, 101)],
  ['the move of six hours', 175, (bars) => bars.z(1, 101)],
  ['the move of a day', 193, (bars) => bars.z(2, 101)],
  ['the unrest', 193, (bars) => bars.unrest],
];

describe('what bars say', () => {
  it.each(WARM_UP)(
    'of %s is nothing before %i bars are closed, and a number from then on',
    (_, least, fact) => {
      expect(fact(facts(least - 1))).toBeNull();
      expect(fact(facts(least))).toEqual(expect.any(Number));
    },
  );

  it('is nothing without a closed bar, or when the last one closed more than two lengths ago', () => {
    expect(barsOf([])).toBeNull();
    expect(barsOf(wave(30), -1)).not.toBeNull();
    expect(barsOf(wave(1), -1)).toBeNull();
    expect(barsOf(wave(30), 2 * HOUR)?.close).toBe(wave(30)[29]);
    expect(barsOf(wave(30), 2 * HOUR + 1)).toBeNull();
  });

  it('of a closed market is what its last bar said, until more than one is missing', () => {
    const stock = stockBars({ granularityMs: HOUR, weeks: 6 });
    const friday = MONDAY + 5 * WEEK + 4 * DAY;
    const past = barsAt(HOUR, [...stock.ts].slice(0, (5 * 5 + 5) * SESSION));
    const isKnown = (hours: number) => barFacts(past, friday + hours * HOUR) !== null;
    // The last bar is that of 20:30 on Friday, the first one that is missing that of 14:30 on Monday.
    expect([24, 48, 72 + 14, 72 + 16.4].map(isKnown)).toEqual([true, true, true, true]);
    expect([72 + 16.5, 96, 168, 200].map(isKnown)).toEqual([false, false, false, false]);
    const days = stockBars({ granularityMs: DAY, weeks: 8, holidays: [6 * 7, 6 * 7 + 1] });
    const isKnownOn = (day: number) => barFacts(days, MONDAY + day * DAY + 15 * HOUR) !== null;
    const since = (monday: number) => [5, 6, 7, 8, 9].map((day) => isKnownOn(monday - 7 + day));
    expect(since(5 * 7)).toEqual([true, true, true, true, true]);
    expect(since(6 * 7)).toEqual([true, true, true, true, false]);
  });

  it('of a closed market is nothing before four weeks told of it, nor after a week', () => {
    const stock = stockBars({ granularityMs: HOUR, weeks: 7 });
    const onSunday = (week: number) => barFacts(stock, MONDAY + week * WEEK - 12 * HOUR) !== null;
    expect([1, 2, 3, 4, 5, 6].map(onSunday)).toEqual([false, false, false, false, true, true]);
    const weekly = barsAt(
      HOUR,
      times(6, (week) => MONDAY + week * WEEK),
    );
    const after = (ms: number) => barFacts(weekly, MONDAY + 5 * WEEK + HOUR + ms) !== null;
    expect([WEEK - 1, WEEK].map(after)).toEqual([true, false]);
  });

  it('of a price of 0 is nothing where its logarithm is asked for', () => {
    const bars = facts(200);
    expect([bars.z(0, 0), bars.beyondTrend(0, 1), bars.belowBest(0, 1)]).toEqual([null, null, null]);
  });
});

describe('the place in the band', () => {
  it('is counted from the lower to the upper band of 20 closes, for shorts from the upper one', () => {
    const closes = wave(60).slice(40);
    const middle = closes.reduce((sum, close) => sum + close, 0) / 20;
    const deviation = Math.sqrt(closes.reduce((sum, close) => sum + (close - middle) ** 2, 0) / 20);
    expect(facts(60).bandPosition(middle + 2 * deviation, 1)).toBeCloseTo(1, 9);
    expect(facts(60).bandPosition(middle - deviation, 1)).toBeCloseTo(0.25, 9);
    expect(facts(60).bandPosition(middle - deviation, -1)).toBeCloseTo(0.75, 9);
  });

  it('is the middle where nothing moved', () => {
    expect(barsOf(times(30, () => 7))?.bandPosition(9, 1)).toBe(0.5);
  });
});

describe('the best and the worst since a moment', () => {
  const closes = [10, 12, 8, 11, 9];
  const since = (hours: number) => NOW - hours * HOUR;

  it('are those of the bars that lie wholly after it, seen from the direction', () => {
    const bars = barsOf(closes);
    expect(bars?.bestSince(since(5), 1)).toBeCloseTo(12.05, 9);
    expect(bars?.bestSince(since(3.5), 1)).toBeCloseTo(11.05, 9);
    expect(bars?.worstSince(since(5), 1)).toBeCloseTo(7.95, 9);
    expect(bars?.worstSince(since(2), 1)).toBeCloseTo(8.95, 9);
    expect(bars?.bestSince(since(5), -1)).toBeCloseTo(7.95, 9);
    expect(bars?.worstSince(since(2), -1)).toBeCloseTo(11.05, 9);
    expect(bars?.worstSince(since(1), 1)).toBeCloseTo(8.95, 9);
    expect(bars?.worstSince(since(0.9), 1)).toBeNull();
  });

  it('of a day are 24 bars, the one that just closed among them', () => {
    const rise = barsOf([999, ...times(24, (i) => 100 + i)]);
    expect(rise?.belowBest(100, 1)).toBeCloseTo(Math.log(123.05 / 100), 9);
    expect(rise?.belowBest(100, -1)).toBeCloseTo(-Math.log(99.95 / 100), 9);
  });

  it('of a week are near within half a range of it, or beyond', () => {
    const flat = barsOf([999, ...times(168, (i) => (i === 0 ? 101 : 100))]);
    const range = flat?.atr14 ?? 0;
    expect(range).toBeCloseTo(0.1, 2);
    expect(flat?.nearExtreme(101.05 - 0.49 * range, 1)).toBe(1);
    expect(flat?.nearExtreme(101.05 - 0.51 * range, 1)).toBe(0);
    expect(flat?.nearExtreme(102, 1)).toBe(1);
    expect(flat?.nearExtreme(99.95 + 0.49 * range, -1)).toBe(1);
    expect(flat?.nearExtreme(99.95 + 0.51 * range, -1)).toBe(0);
  });
});

describe('the share of closes near a price', () => {
  it('counts from the first bar wholly after the moment, with each bar’s own range', () => {
    const bars = barsOf([...times(20, () => 100), 103, 100, 100.02, 100, 104]);
    const near = (hours: number, ranges = 0.25) => bars?.shareNear(100, ranges, NOW - hours * HOUR);
    expect(near(5)).toBeCloseTo(3 / 5, 9);
    expect(near(4.5)).toBeCloseTo(3 / 4, 9);
    expect(near(2)).toBeCloseTo(1 / 2, 9);
    expect(near(1)).toBeNull();
    expect(near(3, 0)).toBeCloseTo(1 / 3, 9);
  });

  it('takes a bar without a range as far', () => {
    expect(barsOf(times(10, () => 100))?.shareNear(100, 1, NOW - 5 * HOUR)).toBe(0);
  });
});

describe('a trend', () => {
  const climb = times(60, (i) => 100 + i * 0.1 - (i % 3 === 2 ? 0.35 : 0));

  it('holds beyond the average of 20 bars with a strength from 50 to 70', () => {
    const bars = barsOf(climb);
    expect(bars?.rsi14).toBeGreaterThan(50);
    expect(bars?.rsi14).toBeLessThan(70);
    expect(bars?.trendIntact(110, 1)).toBe(1);
    expect(bars?.trendIntact(100, 1)).toBe(0);
    expect(bars?.trendIntact(100, -1)).toBe(0);
    const fall = barsOf(climb.map((close) => 200 - close));
    expect(fall?.trendIntact(90, -1)).toBe(1);
    expect(fall?.trendIntact(110, -1)).toBe(0);
    expect(fall?.trendIntact(110, 1)).toBe(0);
  });

  it('has gone too far above a strength of 70', () => {
    expect(barsOf(times(60, (i) => 100 + i))?.trendIntact(200, 1)).toBe(0);
    expect(barsOf(times(60, (i) => 200 - i))?.trendIntact(100, -1)).toBe(0);
  });

  it('lies as far away as the logarithm over the average of 100 bars says, in the direction', () => {
    const flat = barsOf(times(120, () => 100));
    expect(flat?.beyondTrend(110, 1)).toBeCloseTo(Math.log(1.1), 9);
    expect(flat?.beyondTrend(110, -1)).toBeCloseTo(-Math.log(1.1), 9);
  });
});

describe('closes at one', () => {
  it.each<[string, number[], boolean]>([
    ['are all of them', times(20, () => 1), true],
    ['are twenty at least', times(19, () => 1), false],
    ['are nineteen of twenty', [1.2, ...times(19, () => 1)], true],
    ['are not eighteen of twenty', [1.2, 1.2, ...times(18, () => 1)], false],
    ['are within half a per cent', times(20, (i) => (i % 2 ? 1.0049 : 0.9951)), true],
    ['are no further away', times(20, (i) => (i % 2 ? 1.0051 : 0.9949)), false],
  ])('%s', (_, closes, expected) => {
    expect(barsOf(closes)?.isAtPar).toBe(expected);
  });
});

describe('spikes and dips', () => {
  /** Hours of ±1 % in turn, then closes that stay `last` per cent away for so many hours. */
  const then = (last: number, hours: number) => [
    ...times(220, (i) => 100 * Math.exp(i % 2 ? 0.01 : 0)),
    ...times(hours, () => 100 * Math.exp(last / 100)),
  ];

  it('last from the close of their first bar', () => {
    const up = barsOf(then(8, 3));
    expect(up?.sinceSpike(NOW + 60_000, 1)).toBe(2 * HOUR + 60_000);
    expect(up?.sinceSpike(NOW, -1)).toBe(0);
    const down = barsOf(then(-8, 3));
    expect(down?.sinceSpike(NOW, -1)).toBe(2 * HOUR);
    expect(down?.sinceSpike(NOW, 1)).toBe(0);
    expect(barsOf(then(0.5, 3))?.sinceSpike(NOW, 1)).toBe(0);
  });

  it('are counted in the bars that closed after a moment, inside and outside', () => {
    const up = barsOf(then(8, 3));
    expect(up?.spikeBars(NOW - 5 * HOUR, 1)).toEqual({ inside: 3, outside: 2 });
    expect(up?.spikeBars(NOW - 2 * HOUR, 1)).toEqual({ inside: 2, outside: 0 });
    expect(up?.spikeBars(NOW - 5 * HOUR, -1)).toEqual({ inside: 0, outside: 5 });
    expect(up?.spikeBars(NOW, 1)).toEqual({ inside: 0, outside: 0 });
    expect(up?.dipBars(NOW - 5 * HOUR, -1)).toEqual({ inside: 3, outside: 2 });
    const down = barsOf(then(-8, 3));
    expect(down?.dipBars(NOW - 5 * HOUR, 1)).toEqual({ inside: 3, outside: 2 });
    expect(down?.dipBars(NOW - 5 * HOUR, -1)).toEqual({ inside: 0, outside: 5 });
  });

  it('are counted beyond a price in the direction and on its other side, and at it in neither', () => {
    const bars = barsOf([100, 103, 99, 101, 100, 102]);
    expect(bars?.barsBeyond(100, NOW - 5 * HOUR, 1)).toEqual({ inside: 3, outside: 1 });
    expect(bars?.barsBeyond(100, NOW - 4 * HOUR, -1)).toEqual({ inside: 1, outside: 2 });
    expect(bars?.barsBeyond(100, NOW, 1)).toEqual({ inside: 0, outside: 0 });
  });

  it('are not told of in the warm-up', () => {
    expect(barsOf(wave(100))?.spikeBars(NOW - 50 * HOUR, 1)).toEqual({ inside: 0, outside: 0 });
  });
});
