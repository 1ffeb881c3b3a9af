import { describe, expect, it } from 'vitest';
import { qValues } from './benjaminiHochberg.ts';
import { BOOTSTRAP_DRAWS, bootstrapByDay } from './clusterBootstrap.ts';
import { upperTail } from './negativeBinomial.ts';
import { normalCdf } from './normal.ts';
import { PERMUTATIONS, permutationP } from './permutation.ts';
import { petoHazardRatio } from './petoHazardRatio.ts';
import { randomFrom, shuffle } from './random.ts';
import { probabilityAbove, shrink } from './shrinkage.ts';
import { stillNeeded, verdictOf } from './verdict.ts';
import { wilson } from './wilson.ts';

/** 1, 2, 3, … */
function counter(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

describe('chance', () => {
  it('as a share is its integer over 2^32', () => {
    const [shares, integers] = [randomFrom(5), randomFrom(5)];
    for (let i = 0; i < 100; i += 1) expect(shares.next()).toBe(integers.integer() / 2 ** 32);
  });

  it('below a bound that does not divide 2^32 favours no number', () => {
    const random = randomFrom(11);
    let low = 0;
    for (let i = 0; i < 3_000; i += 1) if (random.below(3 * 2 ** 30) < 2 ** 30) low += 1;
    // A remainder alone would give half of them instead of a third.
    expect(Math.abs(low - 1_000)).toBeLessThan(100);
  });

  it('shuffles so that each order is as likely as any other, the same for a seed', () => {
    const random = randomFrom(3);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6_000; i += 1) {
      const values = ['a', 'b', 'c'];
      shuffle(values, random);
      expect(values).toHaveLength(3);
      const order = values.join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of orders.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
    const first = [1, 2, 3, 4, 5, 6, 7, 8];
    const second = [...first];
    shuffle(first, randomFrom(9));
    shuffle(second, randomFrom(9));
    expect(first).toEqual(second);
  });
});

describe('a resampled interval', () => {
  const days = Array.from({ length: 30 }, (_, i) => [i, 1]);

  it('is that of the middle 95 % of the draws, between two draws in proportion', () => {
    const next = counter();
    const interval = bootstrapByDay(days, () => BOOTSTRAP_DRAWS - next(), 1);
    // Draws 0 … 1999: the place of a share is share × 1999.
    expect(interval?.low).toBeCloseTo(49.975, 9);
    expect(interval?.high).toBeCloseTo(1949.025, 9);
    expect(interval?.sd).toBeCloseTo(Math.sqrt((2000 * 2001) / 12), 9);
  });

  it('draws as many whole days as there are, with repetition', () => {
    const seen = new Set<number>();
    bootstrapByDay(
      days,
      ([sum = 0, n = 0]) => {
        expect(n).toBe(30);
        seen.add(sum);
        return sum;
      },
      4,
    );
    expect(seen.size).toBeGreaterThan(200);
    expect(Math.min(...seen)).toBeGreaterThan(200);
    expect(Math.max(...seen)).toBeLessThan(670);
  });

  it('has the standard deviation of the mean', () => {
    const interval = bootstrapByDay(days, ([sum = 0, n = 1]) => sum / n, 2);
    expect(interval?.sd).toBeCloseTo(Math.sqrt((30 * 30 - 1) / 12 / 30), 1);
    expect(bootstrapByDay(days, () => 7, 2)).toEqual({ low: 7, high: 7, sd: 0 });
  });

  it.each([
    [20, true],
    [19, false],
  ])('of which every %ith draw has no value exists: %s', (every, exists) => {
    const next = counter();
    const interval = bootstrapByDay(days, () => (next() % every === 0 ? null : 1), 1);
    expect(interval !== null).toBe(exists);
  });

  it('needs 30 days', () => {
    expect(bootstrapByDay(days, () => 1, 1)).not.toBeNull();
    expect(bootstrapByDay(days.slice(1), () => 1, 1)).toBeNull();
  });
});

describe('rates and tails', () => {
  it('stay inside 0 and 1 at their ends, as Wilson’s interval does', () => {
    expect(wilson(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.27753, 5) });
    expect(wilson(10, 10)).toEqual({ low: expect.closeTo(0.72247, 5), high: expect.closeTo(1, 12) });
    expect(wilson(10, 10)?.high).toBeLessThanOrEqual(1);
    expect(wilson(81, 263)?.low).toBeCloseTo(0.2553, 4);
    expect(wilson(81, 263)?.high).toBeCloseTo(0.3662, 4);
  });

  it('of the normal mirror at 0', () => {
    for (const z of [0.3, 1, 2.5, 6]) expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 7);
    expect(normalCdf(1)).toBeCloseTo(0.8413447, 6);
    expect(normalCdf(-1)).toBeCloseTo(0.1586553, 6);
  });

  it('of an over-dispersed count sum to what its mean says', () => {
    // E N = Σ P(N ≥ k) over k ≥ 1.
    let mean = 0;
    for (let k = 1; k < 400; k += 1) mean += upperTail(k, 3, 1.5);
    expect(mean).toBeCloseTo(3, 9);
    expect(upperTail(1_000_000, 3, 1.5)).toBe(0);
  });

  it('of a permutation test count draws at the observed value, and those without one', () => {
    expect(permutationP(1, () => 0, 1)).toBe(1 / (1 + PERMUTATIONS));
    expect(permutationP(1, () => 1, 1)).toBe(1);
    expect(permutationP(1, () => null, 1)).toBe(1);
    expect(permutationP(1, () => 1 - 1e-13, 1)).toBe(1);
    expect(permutationP(1, () => 1 - 1e-11, 1)).toBe(1 / (1 + PERMUTATIONS));
    const next = counter();
    permutationP(1, next, 1);
    expect(next()).toBe(PERMUTATIONS + 1);
  });

  it('of a family of tests never fall as p rises, and are 1 at most', () => {
    expect(qValues([0.9, 0.04, 0.03, null, 0.01])).toEqual([
      0.9,
      expect.closeTo(0.16 / 3, 12),
      expect.closeTo(0.16 / 3, 12),
      null,
      0.04,
    ]);
    expect(qValues([0.95, 0.9])).toEqual([0.95, 0.95]);
    expect(qValues([0.02, 0.02])).toEqual([0.02, 0.02]);
    expect(qValues([])).toEqual([]);
  });
});

describe('ratios and posteriors', () => {
  it('weigh each sale by what was open at its moment', () => {
    const sales = [
      { gains: 3, losses: 1, isGain: true },
      { gains: 1, losses: 1, isGain: false },
      { gains: 1, losses: 3, isGain: true },
    ];
    // Expected gains 3/4 + 1/2 + 1/4 and as many losses; observed 2 and 1.
    expect(petoHazardRatio(sales)).toBeCloseTo(2, 12);
    const skewed = [...sales, { gains: 9, losses: 1, isGain: true }];
    expect(petoHazardRatio(skewed)).toBeCloseTo(3 / 2.4 / (1 / 1.6), 12);
    expect(petoHazardRatio([{ gains: 0, losses: 2, isGain: false }])).toBeNull();
    expect(petoHazardRatio([{ gains: 1, losses: 1, isGain: true }])).toBeNull();
    expect(petoHazardRatio([{ gains: 1, losses: 1, isGain: false }])).toBe(0);
  });

  it('weigh an estimate and its prior by their precision', () => {
    const posterior = shrink(2, 0.5, { mean: 1, sd: 0.25 });
    expect(posterior.mean).toBeCloseTo((2 * 4 + 16) / 20, 12);
    expect(posterior.sd).toBeCloseTo(1 / Math.sqrt(20), 12);
    expect(probabilityAbove({ mean: 3, sd: 2 }, 1)).toBeCloseTo(0.8413447, 6);
  });

  it('need 60 observations and ten on the scarcer side', () => {
    expect([stillNeeded(59, null), stillNeeded(60, null), stillNeeded(10, 3)]).toEqual([1, 0, 50]);
    expect([stillNeeded(100, 9), stillNeeded(100, 10), stillNeeded(55, 0)]).toEqual([1, 0, 10]);
  });

  it('are a verdict where all observations were alike: no spread is no lack of data', () => {
    const input = { needed: 0, estimate: 0.2, standardError: 0, prior: { mean: 0, sd: 0.35 }, minimal: 0.18 };
    expect(verdictOf({ ...input, qValue: 0.01 })).toBe('supported');
    expect(verdictOf({ ...input, estimate: 0.17, qValue: 0.01 })).toBe('not_supported');
    expect(verdictOf({ ...input, needed: 1, qValue: 0.01 })).toBe('not_enough_data');
  });

  it('are a verdict with a test or without one, never without an error', () => {
    const input = { needed: 0, estimate: 1, standardError: 0.1, prior: { mean: 0, sd: 0.35 }, minimal: 0.18 };
    expect(verdictOf({ ...input, qValue: null })).toBe('supported');
    expect(verdictOf({ ...input, qValue: 0.1 })).toBe('supported');
    expect(verdictOf({ ...input, qValue: 0.100001 })).toBe('not_supported');
    expect(verdictOf({ ...input, qValue: 0, minimal: 0.9 })).toBe('not_supported');
    for (const change of [
      { estimate: null },
      { standardError: null },
      { standardError: Number.NaN },
      { needed: 1 },
    ])
      expect(verdictOf({ ...input, qValue: 0, ...change })).toBe('not_enough_data');
  });
});
