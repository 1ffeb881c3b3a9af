import { describe, expect, it } from 'vitest';
import { panicSell } from './panicSell.ts';
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

describe('panic_sell', () => {
  const FALL = [97, 96, 95];
  const measured = (decision: WrittenDecision = {}, remember?: Remember, bars = barsOf(swing(250, FALL))) =>
    panicSell.measure(writtenScene({ price: 94, before: HELD, ...decision }, remember, bars));

  it.each<[string, WrittenDecision, ReturnType<typeof barsOf>]>([
    ['a buy', { before: {} }, barsOf(swing(250, FALL))],
    ['a sale without candles', {}, null],
    ['a sale of less than a quarter', { qty: 0.49 }, barsOf(swing(250, FALL))],
    ['a sale into a rise', { price: 110 }, barsOf(swing(250, [103, 104, 105]))],
    ['a sale in the warm-up', {}, barsOf(swing(169))],
  ])('is no question of %s', (_, decision, bars) => {
    expect(measured(decision, undefined, bars)).toBeNull();
  });

  it('is one of a quarter, and of what is covered into a rise', () => {
    expect(measured({ qty: 0.5 })).not.toBeNull();
    const short = { side: 'buy', price: 107, before: { ...HELD, qty: -2 } } as const;
    const rise = barsOf(swing(250, [103, 104, 105]));
    const cover = measured(short, undefined, rise);
    expect(cover?.['dip1']).toBeCloseTo(rise?.z(0, 107) ?? Number.NaN, 9);
    expect(cover?.['dip1']).toBeGreaterThan(0);
    expect(cover?.['bandPosition']).toBeGreaterThan(1);
  });

  it('measures the fall over an hour, six and a day, each from its own warm-up on', () => {
    const known = (bars: number) => {
      const values = measured({}, undefined, barsOf(swing(bars)));
      return [values?.['dip1'], values?.['dip6'], values?.['dip24']].map((dip) => typeof dip === 'number');
    };
    expect(known(170)).toEqual([true, false, false]);
    expect(known(174)).toEqual([true, false, false]);
    expect(known(175)).toEqual([true, true, false]);
    expect(known(192)).toEqual([true, true, false]);
    expect(known(193)).toEqual([true, true, true]);
    const bars = barsOf(swing(250, FALL));
    const values = measured();
    expect(values?.['dip1']).toBeCloseTo(-(bars?.z(0, 94) ?? Number.NaN), 9);
    expect(values?.['dip6']).toBeCloseTo(-(bars?.z(1, 94) ?? Number.NaN), 9);
    expect(values?.['dip24']).toBeCloseTo(-(bars?.z(2, 94) ?? Number.NaN), 9);
    expect(values?.['belowBest']).toBe(bars?.belowBest(94, 1));
    expect(values?.['bandPosition']).toBeCloseTo((0.5 - (bars?.bandPosition(94, 1) ?? 0)) / 0.5, 9);
    expect(values?.['closedShare']).toBe(0.5);
  });

  it('is one of a fall over any of the three alone', () => {
    // Down on the day and on six hours, up on the last; and the other way round.
    expect(
      measured(
        { price: 94 },
        undefined,
        barsOf(
          swing(
            250,
            times(5, () => 92),
          ),
        ),
      ),
    ).not.toBeNull();
    expect(measured({ price: 104 }, undefined, barsOf(swing(250, [105, 104])))).not.toBeNull();
    expect(measured({ price: 104 }, undefined, barsOf(swing(250, [103, 104])))).toBeNull();
  });

  it('measures the loss in ranges of 24 bars, of a short the other way, and none of unknown cost', () => {
    const range = barsOf(swing(250, FALL))?.atr24 ?? Number.NaN;
    expect(measured()?.['lossAtrHalves']).toBeCloseTo(6 / range / 2, 9);
    expect(measured({ before: { ...HELD, avgCost: null } })?.['lossAtrHalves']).toBeNull();
  });

  it('counts what own sales of the hour took out of the exposure', () => {
    const sold = (...reductions: [number, number][]) =>
      measured({}, ({ quote }) => {
        quote.reductions = reductions;
        quote.gross = 300;
      })?.['burst'];
    expect(sold()).toBe(0);
    expect(sold([NOW - HOUR, 100])).toBe(0);
    expect(sold([NOW - HOUR + 1, 100])).toBe(0.25);
    expect(sold([NOW - 2 * HOUR, 500], [NOW - 1000, 60], [NOW - 500, 40])).toBe(0.25);
  });
});
