import { describe, expect, it } from 'vitest';
import { marketOf } from '../../test/randomTrader.ts';
import { MONDAY, SESSION, stockBars, WEEK } from '../biases/stockBars.testkit.ts';
import { DAY, HELD, HOUR, times, writtenDecision } from '../biases/writtenScene.testkit.ts';
import type { CandleSeries } from '../market/candle.ts';
import { breakEvenEvidence, chaseEvidence, panicEvidence } from './moments.ts';

/** Weekdays in the weeks after the warm-up of daily bars. */
const DAYS = times(80, (i) => 16 * 7 + Math.floor(i / 5) * 7 + (i % 5));

/** Whether they open the position or close it, one a day. */
function decisionsAt(hour: number, isEntry: boolean) {
  return DAYS.map((day) => {
    const ts = MONDAY + day * DAY + hour * HOUR;
    return writtenDecision(isEntry ? { ts } : { ts, qty: 2, before: { ...HELD, openedTs: ts - WEEK } });
  });
}

describe('what is counted at moments of a stock', () => {
  const stocks: [string, CandleSeries][] = [
    ['days', stockBars({ granularityMs: DAY, weeks: 40 })],
    ['hours of sessions', stockBars({ granularityMs: HOUR, weeks: 40 })],
  ];

  it.each(stocks)('are all entries and all exits, on Mondays and before the opening too (%s)', (_, stock) => {
    const market = marketOf([stock]);
    for (const hour of [12, 14.75, 18.5]) {
      expect(chaseEvidence(decisionsAt(hour, true), market).n).toBe(DAYS.length);
      expect(panicEvidence(decisionsAt(hour, false), market).n).toBe(DAYS.length);
      expect(breakEvenEvidence(decisionsAt(hour, false), market).n).toBe(DAYS.length);
    }
  });

  it('is an entry against those of other days at its own hour of the session', () => {
    // Days open higher and lower in turn, and hardly move then: until its last hour every second one stands in a spike.
    const change = (bar: number) => {
      const isOpening = bar % SESSION === 0;
      return (bar % (2 * SESSION) < SESSION ? 1 : -1) * (isOpening ? 0.05 : 0.0001);
    };
    const market = marketOf([stockBars({ granularityMs: HOUR, weeks: 40, change })]);
    const sumsAt = (hour: number) => {
      const { days } = chaseEvidence(decisionsAt(hour, true), market);
      return [0, 1].map((column) => days.reduce((sum, row) => sum + (row[column] ?? 0), 0) / DAYS.length);
    };
    const [atOpening, usualThere = Number.NaN] = sumsAt(16);
    expect(atOpening).toBe(0.5);
    expect(usualThere).toBeCloseTo(0.5, 2);
    expect(sumsAt(22)).toEqual([0, 0]);
  });
});
