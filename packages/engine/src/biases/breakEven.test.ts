import { describe, expect, it } from 'vitest';
import { breakEven } from './breakEven.ts';
import { pushValue } from './trailingWindow.ts';
import {
  barsOf,
  HELD,
  HOUR,
  NOW,
  type Remember,
  swing,
  times,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

describe('break_even', () => {
  /** Down to 95 and back to the cost. */
  const DIP = [100, 98, 95, 97, 100];
  const BEFORE = { ...HELD, openedTs: NOW - 5 * HOUR };
  const measured = (decision: WrittenDecision = {}, remember?: Remember, bars = barsOf(swing(250, DIP))) =>
    breakEven.measure(writtenScene({ price: 100.1, before: BEFORE, ...decision }, remember, bars));
  const range = barsOf(swing(250, DIP))?.atr14 ?? Number.NaN;

  it.each<[string, WrittenDecision, ReturnType<typeof barsOf>]>([
    ['a buy', { kind: 'increase', side: 'buy' }, barsOf(swing(250, DIP))],
    ['a sale without candles', {}, null],
    ['a sale in the warm-up', {}, barsOf(swing(9, DIP))],
    ['a sale of less than half', { qty: 0.99 }, barsOf(swing(250, DIP))],
    ['a sale of unknown cost', { before: { ...BEFORE, avgCost: null } }, barsOf(swing(250, DIP))],
    ['a sale of an unknown begin', { before: { ...BEFORE, openedTs: null } }, barsOf(swing(250, DIP))],
    [
      'a sale without a bar inside its hold',
      { before: { ...BEFORE, openedTs: NOW - HOUR + 1 } },
      barsOf(swing(250, DIP)),
    ],
    [
      'a sale without a loss before',
      {},
      barsOf(
        swing(
          250,
          times(5, () => 100),
        ),
      ),
    ],
    ['a sale far from the cost', { price: 100 + 0.76 * range }, barsOf(swing(250, DIP))],
  ])('is no question of %s', (_, decision, bars) => {
    expect(measured(decision, undefined, bars)).toBeNull();
  });

  it('measures how deep it was and how near it came back, in ranges', () => {
    const values = measured();
    expect(values?.['adverseAtrHalves']).toBeCloseTo((100 - 94.95) / range / 2, 9);
    expect(values?.['distanceAtr']).toBeCloseTo(0.1001 / range, 9);
    expect(values?.['nearBreakEven']).toBe(1);
    expect(measured({ price: 100 + 0.26 * range })?.['nearBreakEven']).toBe(0);
    expect(measured({ price: 100 + 0.74 * range })).not.toBeNull();
    expect(values?.['lnHoldRatio']).toBeNull();
  });

  it('knows on which side of the cost it was left, and how far in per cent', () => {
    const below = measured({ price: 99.9 });
    const cost = 100.1 / (1 + (measured()?.['gainPercent'] ?? Number.NaN) / 100);
    expect(below?.['gainPercent']).toBeCloseTo(100 * (99.9 / cost - 1), 9);
    expect(below?.['gainPercent']).toBeLessThan(0);
    expect(below?.['distancePercent']).toBeCloseTo(100 * (1 - 99.9 / cost), 9);
  });

  it('is one of a loser held more than twice as long as the own winners, beyond the own usual loss', () => {
    const held = (winnerHours: number, usualLoss: number, entries = 5) =>
      measured({ price: 98 }, (_, { exits }) => {
        for (let i = 0; i < entries; i += 1) {
          pushValue(exits.winningHolds, winnerHours * HOUR);
          pushValue(exits.losingReturns, usualLoss);
        }
      });
    expect(held(2.4, -0.05)?.['lnHoldRatio']).toBeCloseTo(Math.log(5 / 2.4), 9);
    expect(held(2.5, -0.05)).toBeNull();
    expect(held(2.4, -0.06)).toBeNull();
    expect(held(2.4, -0.05, 4)).toBeNull();
  });

  it('compares exits near the cost with those that chance would give, three of each from the begin', () => {
    const values = measured({}, (_, state) => {
      state.nearCost = { observed: 5, expected: 1 };
    });
    expect(values?.['lnBunching']).toBeCloseTo(Math.log(8 / 4), 9);
  });
});
