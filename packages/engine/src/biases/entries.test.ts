import { describe, expect, it } from 'vitest';
import { isSurprising, overtrading } from './overtrading.ts';
import { revengeTrade } from './revengeTrade.ts';
import type { Scene } from './scene.ts';
import { sizeDrift } from './sizeDrift.ts';
import { pushValue } from './trailingWindow.ts';
import {
  HELD,
  HOUR,
  NOW,
  type Remember,
  times,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

describe('revenge_trade', () => {
  const measured = (hoursAgo: number, decision: WrittenDecision = {}, more: Remember = () => {}) =>
    revengeTrade.measure(
      writtenScene(decision, (scene, state) => {
        const { exits } = state;
        exits.lastLoss = { ts: NOW - hoursAgo * HOUR, symbol: 'BTC-USD', quote: 'USD', amount: 30 };
        exits.streak = { sign: -1, length: 3 };
        pushValue(scene.quote.losses, 10);
        more(scene, state);
      }),
    );

  it('is a question of entries within a day after a loss in the same money', () => {
    expect(measured(24)).not.toBeNull();
    expect(measured(24.001)).toBeNull();
    expect(measured(1, { before: HELD })).toBeNull();
    expect(measured(1, { symbol: 'BTC-EUR' })).toBeNull();
    expect(revengeTrade.measure(writtenScene())).toBeNull();
  });

  it('fades within hours of the loss', () => {
    expect(measured(4)).toMatchObject({ recency: Math.exp(-1), recencyHalfDay: Math.exp(-1 / 3) });
    expect(measured(4)?.['minutesSinceLoss']).toBe(240);
  });

  it('compares the loss with the own usual one, up to a hundred times', () => {
    expect(measured(1)?.['lossRatio']).toBe(3);
    const none: Remember = ({ quote }) => {
      quote.losses.values = [];
      quote.losses.sorted = [];
    };
    expect(measured(1, {}, none)?.['lossRatio']).toBe(1);
    const huge: Remember = (_, { exits }) => {
      if (exits.lastLoss) exits.lastLoss.amount = 5000;
    };
    expect(measured(1, {}, huge)?.['lossRatio']).toBe(100);
  });

  it('counts the losses in a row before the last one, and whether it is the same market', () => {
    expect(measured(1)).toMatchObject({ losingStreak: 2, sameSymbol: 1 });
    expect(measured(1, { symbol: 'ETH-USD' })?.['sameSymbol']).toBe(0);
    const won: Remember = (_, { exits }) => {
      exits.streak = { sign: 1, length: 3 };
    };
    expect(measured(1, {}, won)?.['losingStreak']).toBe(0);
  });
});

describe('size_drift', () => {
  /** Entries of around a tenth of the exposure before; this one is of 100. */
  const measured = (
    grossMax: number,
    decision: WrittenDecision = {},
    length = 2,
    entries = 5,
    more: (quote: Scene['quote']) => void = () => {},
  ) =>
    sizeDrift.measure(
      writtenScene(decision, ({ quote }, { exits }) => {
        quote.grossMax = grossMax;
        more(quote);
        for (let i = 0; i < entries; i += 1) {
          pushValue(quote.risks, Math.log(0.1));
          pushValue(quote.sizes, Math.log(50));
        }
        exits.streak = { sign: -1, length };
      }),
    );

  it('measures the size against the own ones outside of streaks, in tenths at least', () => {
    const calm = (sizes: readonly number[]) =>
      measured(500, {}, 2, 5, (quote) => {
        for (const size of sizes) pushValue(quote.calmSizes, Math.log(size));
      });
    const equal = calm([50, 50, 50, 50, 50]);
    expect(equal).toMatchObject({ streak: -2, lnRelativeRisk: null });
    expect(equal?.['calmSizeZ']).toBeCloseTo(Math.log(2) / 0.1, 9);
    expect(equal?.['lnSizeExcess']).toBeCloseTo(Math.log(2), 9);
    expect(equal?.['sizeRatio']).toBeCloseTo(2, 9);
    const varied = calm([12.5, 25, 50, 100, 200]);
    expect(varied?.['calmSizeZ']).toBeCloseTo(1 / 1.4826, 9);
    expect(varied?.['lnSizeExcess']).toBeCloseTo(1 / 1.4826 / 2, 9);
    expect(calm([50, 50, 50, 50])).toMatchObject({ calmSizeZ: null, lnSizeExcess: null });
  });

  it('is no question of a smaller share, without a run, of an exit, or before five entries', () => {
    expect(measured(1001)).toBeNull();
    expect(measured(500, {}, 0)).toBeNull();
    expect(measured(500, {}, 1)).not.toBeNull();
    expect(measured(500, { before: HELD })).toBeNull();
    expect(measured(500, {}, 2, 4)).toBeNull();
    expect(measured(0)).toBeNull();
    expect(measured(500, { qty: 0 })).toBeNull();
  });
});

describe('overtrading', () => {
  const measured = (remember: Remember, decision: WrittenDecision = {}) =>
    overtrading.measure(writtenScene(decision, remember));
  const usual = { mean: 4, slope: 0.5, centre: 0.2, size: 10 };
  const today =
    (entries: number): Remember =>
    (_, { days }) => {
      days.entries = entries;
      days.usual = usual;
    };

  it('is a question of entries with a pace or a usual day to compare with', () => {
    const paced: Remember = (_, state) => {
      state.entryStarts = times(20, (i) => NOW - (20 - i) * HOUR);
    };
    expect(measured(() => {})).toBeNull();
    expect(measured(today(9), { before: HELD })).toBeNull();
    const values = measured(paced);
    expect(values).toMatchObject({ lnExcess: null, surprise: null, usualPerDay: null, entriesToday: 1 });
    expect(values?.['lnPaceHour']).toBeCloseTo(Math.log(2 / (1 + 1)), 9);
    expect(values?.['lnPace']).toBeCloseTo(Math.log(4 / (1 + 3)), 9);
    expect(values?.['lnPaceSix']).toBeCloseTo(Math.log(7 / (1 + 6)), 9);
  });

  it('measures what the usual day does not explain, a twentieth of it at least', () => {
    const values = measured(today(9));
    expect(values).toMatchObject({ usualPerDay: 4, entriesToday: 10, lnPace: null });
    expect(values?.['lnExcess']).toBeCloseTo(Math.log((10 - 4) / 4), 9);
    expect(measured(today(2))?.['lnExcess']).toBeCloseTo(Math.log(0.05), 9);
  });

  it('is as surprising as its chance is small, down to one in ten thousand', () => {
    // P(N ≥ 1) = 1 − (1 + m ÷ r)^−r.
    expect(measured(today(0))?.['surprise']).toBeCloseTo(-Math.log10(1 - 1.4 ** -10), 9);
    expect(measured(today(60))?.['surprise']).toBe(4);
  });

  it('expects more of a restless day', () => {
    const restless: Remember = (scene, state) => {
      today(9)(scene, state);
      state.days.unrest = { sum: 2.4, n: 2 };
    };
    expect(measured(restless)?.['usualPerDay']).toBeCloseTo(4 * Math.exp(0.5 * (1.2 - 0.2)), 9);
  });

  it('of a day is surprising from three above the usual on, where fewer than one in a hundred have so many', () => {
    // P(N ≥ 1) is 1 − (1 + m ÷ r)^−r: of 0.009 a single entry has it below a hundredth, but is not three above.
    expect([isSurprising(1, 0.009, 1e6), isSurprising(3, 0.009, 1e6), isSurprising(4, 0.009, 1e6)]).toEqual([
      false,
      false,
      true,
    ]);
    expect([isSurprising(8, 4, 1e6), isSurprising(30, 4, 1e6), isSurprising(30, 4, 0.1)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
