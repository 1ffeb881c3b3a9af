import { describe, expect, it } from 'vitest';
import { fomoChase } from './fomoChase.ts';
import {
  barsOf,
  HELD,
  HOUR,
  NOW,
  type Remember,
  swing,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

describe('fomo_chase', () => {
  const RISE = [103, 104, 105];
  const measured = (decision: WrittenDecision = {}, remember?: Remember, bars = barsOf(swing(250, RISE))) =>
    fomoChase.measure(writtenScene({ price: 106, ...decision }, remember, bars));

  it.each<[string, WrittenDecision, ReturnType<typeof barsOf>]>([
    ['a sale', { before: HELD }, barsOf(swing(250, RISE))],
    ['a buy without candles', {}, null],
    ['a buy into a fall', { price: 90 }, barsOf(swing(250, [97, 96, 95]))],
    ['a buy in the warm-up', {}, barsOf(swing(174))],
  ])('is no question of %s', (_, decision, bars) => {
    expect(measured(decision, undefined, bars)).toBeNull();
  });

  it('measures the rise over six hours and a day, each from its own warm-up on', () => {
    const early = measured({}, undefined, barsOf(swing(192)));
    expect(early).toMatchObject({ z24: null, z6: expect.any(Number) });
    const bars = barsOf(swing(250, RISE));
    const values = measured();
    expect(values?.['z6']).toBeCloseTo(bars?.z(1, 106) ?? Number.NaN, 9);
    expect(values?.['z24']).toBeCloseTo(bars?.z(2, 106) ?? Number.NaN, 9);
    expect(values?.['z1']).toBeCloseTo(bars?.z(0, 106) ?? Number.NaN, 9);
    expect(values?.['bandPosition']).toBeCloseTo(((bars?.bandPosition(106, 1) ?? 0) - 0.5) / 0.5, 9);
    expect(values?.['hoursSinceSpike']).toBe((bars?.sinceSpike(NOW, 1) ?? 0) / HOUR);
  });

  it('of a short measures the fall', () => {
    const fall = barsOf(swing(250, [97, 96, 95]));
    const values = measured({ side: 'sell', price: 94, instrument: 'linear' }, undefined, fall);
    expect(values?.['z6']).toBeCloseTo(-(fall?.z(1, 94) ?? Number.NaN), 9);
    expect(values?.['bandPosition']).toBeGreaterThan(1);
  });

  it('measures what was missed since the own last exit, in ranges', () => {
    const left = (price: number | null) =>
      measured({}, ({ position }) => {
        position.lastExitPrice = price;
      })?.['missedAtr'];
    const range = barsOf(swing(250, RISE))?.atr14 ?? Number.NaN;
    expect(left(null)).toBeNull();
    expect(left(101)).toBeCloseTo(5 / range, 9);
    expect(left(108)).toBeCloseTo(-2 / range, 9);
  });

  it('tells a market order from others, and knows nothing of an unknown one', () => {
    expect(measured()?.['marketOrder']).toBeNull();
    expect(measured({ orderType: 'market' })?.['marketOrder']).toBe(1);
    expect(measured({ orderType: 'limit' })?.['marketOrder']).toBe(0);
  });
});
