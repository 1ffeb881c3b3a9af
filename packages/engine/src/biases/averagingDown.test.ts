import { describe, expect, it } from 'vitest';
import { averagingDown } from './averagingDown.ts';
import type { Scene } from './scene.ts';
import { pushValue } from './trailingWindow.ts';
import {
  barsOf,
  HELD,
  type Remember,
  swing,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

describe('averaging_down', () => {
  const ADD: WrittenDecision = { kind: 'increase', side: 'buy', price: 94, qty: 3, before: HELD };
  const measured = (decision: WrittenDecision = {}, remember?: Remember, bars = barsOf([])) =>
    averagingDown.measure(writtenScene({ ...ADD, ...decision }, remember, bars));

  it.each<[string, WrittenDecision]>([
    ['the first buy', { kind: 'open', before: {} }],
    ['a sale', { kind: 'reduce', side: 'sell' }],
    ['an add of unknown cost', { before: { ...HELD, avgCost: null } }],
    ['an add at the cost', { price: 100 }],
    ['an add above it', { price: 101 }],
  ])('is no question of %s', (_, decision) => {
    expect(measured(decision)).toBeNull();
  });

  it('measures how far below the cost in ranges of 14 bars, in threes of a per cent without them', () => {
    expect(measured()?.['depthAtrHalves']).toBeCloseTo(0.06 / 0.03 / 2, 9);
    expect(measured({}, undefined, barsOf(swing(14)))?.['depthAtrHalves']).toBeCloseTo(1, 9);
    const bars = barsOf(swing(15));
    const range = bars?.atr14 ?? Number.NaN;
    expect(measured({}, undefined, bars)?.['depthAtrHalves']).toBeCloseTo(0.06 / (range / 94) / 2, 9);
    expect(measured()?.['depth']).toBeCloseTo(0.06, 9);
  });

  it('counts the adds, this one among them', () => {
    expect(measured({ before: { ...HELD, adds: 2 } })?.['adds']).toBe(3);
  });

  it('compares with the own last price here, in the direction, and with none before the first', () => {
    const after =
      (price: number) =>
      ({ position }: Scene) => {
        position.price = price;
      };
    expect(measured({}, after(0))?.['belowLast']).toBeNull();
    expect(measured({}, after(97))?.['belowLast']).toBeCloseTo(Math.log(97 / 94), 9);
    const short = { side: 'sell', price: 106, before: { ...HELD, qty: -2 } } as const;
    expect(measured(short, after(103))?.['belowLast']).toBeCloseTo(-Math.log(103 / 106), 9);
  });

  it('compares with the entry before, where that is known', () => {
    expect(measured()?.['lnAddRatio']).toBeCloseTo(Math.log(282 / 200), 9);
    expect(measured({ before: { ...HELD, lastEntryNotional: null } })?.['lnAddRatio']).toBeNull();
    expect(measured({ before: { ...HELD, lastEntryNotional: 0 } })?.['lnAddRatio']).toBeNull();
  });

  it.each<[string, number, number | null, number, number]>([
    ['is the second add of one and a half times the one before', 1, 188, 1, 1],
    ['is no first one', 0, 188, 1, 0],
    ['is none of less', 1, 189, 1, 0],
    ['is none after an unknown entry', 1, null, 1, 0],
  ])('a martingale %s', (_, growths, lastEntryNotional, __, expected) => {
    const decision = { before: { ...HELD, lastEntryNotional } };
    const scene = measured(decision, ({ position }) => {
      position.growths = growths;
    });
    expect(scene?.['martingale']).toBe(expected);
  });

  it('compares the exposure with the own usual one from five entries on', () => {
    const after =
      (entries: number) =>
      ({ quote }: Scene) => {
        quote.grossMax = 1000;
        for (let i = 0; i < entries; i += 1) pushValue(quote.exposures, Math.log(0.2));
      };
    const exposure = (2 * 94 + 3 * 94) / 1000;
    expect(measured({}, after(4))?.['exposureZ']).toBeNull();
    expect(measured({}, after(5))?.['exposureZ']).toBeCloseTo(Math.log(exposure / 0.2) / 0.03, 6);
    expect(measured()?.['exposureZ']).toBeNull();
  });

  it('compares adds below the cost with those above, three of each from the begin', () => {
    const scene = measured({}, (_, state) => {
      state.adds = { below: 9, above: 1 };
    });
    expect(scene?.['lnRelativeRisk']).toBeCloseTo(Math.log(12 / 4), 9);
    expect(measured()?.['lnRelativeRisk']).toBe(0);
  });
});
