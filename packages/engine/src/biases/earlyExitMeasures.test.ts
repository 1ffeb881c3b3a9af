import { describe, expect, it } from 'vitest';
import { earlyExit } from './earlyExit.ts';
import type { Scene } from './scene.ts';
import { pushValue } from './trailingWindow.ts';
import {
  barsOf,
  DAY,
  HELD,
  type Remember,
  swing,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

describe('early_exit of a written sale', () => {
  const measured = (decision: WrittenDecision = {}, remember?: Remember, bars = barsOf(swing(250))) =>
    earlyExit.measure(writtenScene({ price: 103, before: HELD, ...decision }, remember, bars));

  it.each<[string, WrittenDecision]>([
    ['a buy', { kind: 'increase', side: 'buy' }],
    ['a sale at the cost', { price: 100 }],
    ['a losing sale', { price: 99 }],
    ['a sale of less than half', { qty: 0.99 }],
    ['a sale of unknown cost', { before: { ...HELD, avgCost: null } }],
  ])('is no question of %s', (_, decision) => {
    expect(measured(decision)).toBeNull();
  });

  it('says of bars only what is past its warm-up', () => {
    const known = (bars: number) => {
      const values = measured({}, undefined, barsOf(swing(bars)));
      return [values?.['trendIntact'], values?.['gainAtr'], values?.['soldSpike']].map(
        (value) => typeof value === 'number',
      );
    };
    expect(known(19)).toEqual([false, false, false]);
    expect(known(20)).toEqual([true, false, false]);
    expect(known(25)).toEqual([true, true, false]);
    expect(known(170)).toEqual([true, true, true]);
    expect(measured({}, undefined, null)).toMatchObject({
      trendIntact: null,
      gainAtr: null,
      soldSpike: null,
    });
  });

  it('measures the gain in ranges of 24 bars and against the best of the hold', () => {
    const range = barsOf(swing(250))?.atr24 ?? Number.NaN;
    const values = measured();
    expect(values?.['gainAtr']).toBeCloseTo((0.03 * 103) / range, 9);
    expect(values?.['capturedShare']).toBe(1);
    const peak = measured({}, undefined, barsOf(swing(250, [105.95, 103])));
    expect(peak?.['capturedShare']).toBeCloseTo(0.03 / 0.06, 9);
    expect(measured({ before: { ...HELD, openedTs: null } })?.['capturedShare']).toBeNull();
  });

  it('compares gain and hold with the own losses from five on, and with the own gains', () => {
    const after =
      (entries: number) =>
      ({ quote }: Scene, { exits }: Scene['state']) => {
        for (let i = 0; i < entries; i += 1) {
          pushValue(quote.losses, 6);
          pushValue(exits.losingHolds, 4 * DAY);
          pushValue(exits.winningReturns, 0.06);
        }
      };
    const values = measured({}, after(5));
    expect(values?.['gainShortfall']).toBeCloseTo(1 - 3 / 6, 9);
    expect(values?.['holdShortfall']).toBeCloseTo(1 - 1 / 4, 9);
    expect(values?.['lnGainRatio']).toBeCloseTo(Math.log(0.03 / 0.06), 9);
    expect(measured({}, after(4))).toMatchObject({
      gainShortfall: null,
      holdShortfall: null,
      lnGainRatio: null,
    });
  });

  it('counts the share of own positions that won, five of each from the begin', () => {
    const values = measured({}, (_, { exits }) => {
      exits.wins = 10;
      exits.losses = 0;
    });
    expect(values?.['winShare']).toBeCloseTo(15 / 20, 9);
  });
});
