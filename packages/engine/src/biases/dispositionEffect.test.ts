import { describe, expect, it } from 'vitest';
import { committedModel, marketOf, randomCandles, randomTrader } from '../../test/randomTrader.ts';
import { replay } from '../ledger/replay.ts';
import { randomFrom } from '../stats/random.ts';
import { soldInExcess } from './dispositionEffect.ts';
import { scoreHistory } from './scorer.ts';

const SYMBOLS = ['AAA-USD', 'BBB-USD', 'CCC-USD', 'DDD-USD'];

function surest(seed: number, keepsLosers: boolean): number[] {
  const candles = randomCandles(seed, SYMBOLS, 2200);
  const trader = { seed, decisions: 600, notional: 5000, meanGapMs: 1_800_000, keepsLosers };
  const { decisions } = replay(randomTrader(trader, candles));
  const tags = scoreHistory(committedModel(), decisions, marketOf(candles));
  return tags.filter(({ label }) => label === 'disposition_effect').map(({ confidence }) => confidence);
}

describe('disposition_effect per decision', () => {
  it('is told of who sells winners and keeps losers, and never shown to who sells at random', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      expect(Math.max(...surest(seed, true))).toBeGreaterThan(0.5);
      expect(Math.max(0, ...surest(seed, false))).toBeLessThan(0.3);
    }
  });

  it('is the mean of max(0, 1 − 1 ÷ HR) over the posterior of the hazard ratio', () => {
    const counts = { observedGains: 57, expectedGains: 37, observedLosses: 17, expectedLosses: 37 };
    const precision = 1 / (1 / 60 + 1 / 20);
    const [mean, sd] = [
      (Math.log((60 / 40) * (40 / 20)) * precision) / (precision + 1 / 0.35 ** 2),
      1 / Math.sqrt(precision + 1 / 0.35 ** 2),
    ];
    const random = randomFrom(9);
    const draws = 200_000;
    let sum = 0;
    for (let i = 0; i < draws; i += 1) {
      const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
      sum += Math.max(0, 1 - Math.exp(-(mean + sd * normal)));
    }
    expect(soldInExcess(counts)).toBeCloseTo(sum / draws, 2);
  });

  it('is near 0 without a sale, and grows with evidence for the same ratio', () => {
    const ratio = (n: number) =>
      soldInExcess({ observedGains: 2 * n, expectedGains: n, observedLosses: n / 2, expectedLosses: n });
    expect(
      soldInExcess({ observedGains: 0, expectedGains: 0, observedLosses: 0, expectedLosses: 0 }),
    ).toBeLessThan(0.15);
    expect(ratio(20)).toBeGreaterThan(ratio(4));
    expect(ratio(200)).toBeGreaterThan(ratio(20));
    expect(ratio(1e6)).toBeCloseTo(0.75, 2);
  });
});
