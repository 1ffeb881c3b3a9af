import { describe, expect, it } from 'vitest';
import { qValues } from './benjaminiHochberg.ts';
import { bootstrapByDay, bootstrapByDayAndSymbol } from './clusterBootstrap.ts';
import { upperTail } from './negativeBinomial.ts';
import { normalCdf } from './normal.ts';
import { permutationP } from './permutation.ts';
import { petoHazardRatio } from './petoHazardRatio.ts';
import { randomFrom } from './random.ts';
import { probabilityAbove, shrink } from './shrinkage.ts';
import { stillNeeded, verdictOf } from './verdict.ts';
import { wilson } from './wilson.ts';

describe('the shared random generator', () => {
  it('gives the same integers for a seed in every language', () => {
    const random = randomFrom(1);
    const drawn = [random.integer(), random.integer(), random.integer(), random.integer()];
    expect(drawn).toEqual([1580013426, 350525680, 3524174333, 3011703609]);
  });

  it('draws evenly below a bound', () => {
    const random = randomFrom(7);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i += 1) {
      const drawn = random.below(3);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(300);
  });
});

describe('intervals and tests', () => {
  it('gives the published Wilson interval of 8 in 10', () => {
    expect(wilson(8, 10)?.low).toBeCloseTo(0.4902, 4);
    expect(wilson(8, 10)?.high).toBeCloseTo(0.9433, 4);
    expect(wilson(0, 0)).toBeNull();
  });

  it('knows the normal distribution to 1e-7', () => {
    expect(Math.abs(normalCdf(0) - 0.5)).toBeLessThan(1e-7);
    expect(Math.abs(normalCdf(1.959963985) - 0.975)).toBeLessThan(1e-7);
    expect(Math.abs(normalCdf(-3) - 0.001349898)).toBeLessThan(1e-7);
  });

  it('covers the mean of independent days in 95 % of samples', () => {
    const random = randomFrom(99);
    let covered = 0;
    for (let sample = 0; sample < 200; sample += 1) {
      const days = Array.from({ length: 60 }, () => [random.next() - 0.5, 1]);
      const interval = bootstrapByDay(days, ([sum = 0, n = 1]) => sum / n, sample);
      if (interval && interval.low <= 0 && interval.high >= 0) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(180);
    expect(covered).toBeLessThanOrEqual(199);
  });

  it('gives no interval from fewer than 30 days', () => {
    expect(bootstrapByDay([[1], [2]], ([sum = 0]) => sum, 1)).toBeNull();
  });

  it('takes the wider interval of days and symbols, from eight symbols on', () => {
    const mean = ([sum = 0, n = 1]: readonly number[]) => sum / n;
    const random = randomFrom(3);
    const days = Array.from({ length: 60 }, () => [random.next() - 0.5, 1]);
    const byDay = bootstrapByDay(days, mean, 1);
    const unlike = (count: number) => Array.from({ length: count }, (_, i) => [i % 2 === 0 ? 30 : -30, 10]);
    const symbols = () => unlike(8);
    const width = (symbols: number[][] | null) => {
      const interval = bootstrapByDayAndSymbol({ days, symbols: symbols && (() => symbols) }, mean, 1);
      return (interval?.high ?? Number.NaN) - (interval?.low ?? Number.NaN);
    };
    const narrow = (byDay?.high ?? Number.NaN) - (byDay?.low ?? Number.NaN);
    expect(width(unlike(8))).toBeGreaterThan(5 * narrow);
    expect(width(unlike(7))).toBe(narrow);
    expect(width(Array.from({ length: 8 }, () => [0, 10]))).toBe(narrow);
    expect(width(null)).toBe(narrow);
    expect(bootstrapByDayAndSymbol({ days: days.slice(29), symbols }, mean, 1)).not.toBeNull();
    expect(bootstrapByDayAndSymbol({ days: days.slice(31), symbols }, mean, 1)).toBeNull();
  });

  it('gives uniform permutation p-values to an observation from the null', () => {
    let below = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      if (permutationP(randomFrom(seed + 5000).next(), (random) => random.next(), seed) <= 0.1) below += 1;
    }
    expect(below).toBeGreaterThan(8);
    expect(below).toBeLessThan(35);
  });

  it('corrects a family of tests as Benjamini and Hochberg do', () => {
    const q = qValues([0.01, null, 0.02, 0.03, 0.5]);
    expect(q[1]).toBeNull();
    expect([q[0], q[2], q[3], q[4]]).toEqual([0.04, 0.04, 0.04, 0.5]);
  });

  it('finds a hazard ratio of 1 for random sales and 4 for four gains per loss at equal risk', () => {
    const sale = (isGain: boolean) => ({ gains: 2, losses: 2, isGain });
    expect(petoHazardRatio([sale(true), sale(false)])).toBe(1);
    expect(petoHazardRatio([sale(true), sale(true), sale(true), sale(true), sale(false)])).toBe(4);
    expect(petoHazardRatio([{ gains: 1, losses: 0, isGain: true }])).toBeNull();
  });

  it('shrinks a noisy estimate to the prior and leaves a sharp one', () => {
    const prior = { mean: 0, sd: 0.35 };
    expect(shrink(1, 3.5, prior).mean).toBeCloseTo(1 / 101, 10);
    expect(shrink(1, 0.0035, prior).mean).toBeCloseTo(1, 3);
    expect(probabilityAbove({ mean: 0, sd: 1 }, 0)).toBeCloseTo(0.5, 7);
  });

  it('gives the tail of a count that varies more than its mean, down to that of a Poisson one', () => {
    // P(N >= 3) for mean 2, size 2: masses (k + 1) ÷ 2^(k + 2) of k = 0, 1, 2 are 1/4, 1/4, 3/16.
    expect(upperTail(3, 2, 2)).toBeCloseTo(1 - 11 / 16, 12);
    expect(upperTail(0, 2, 2)).toBe(1);
    const poisson = 1 - Math.exp(-4) * (1 + 4 + 8);
    expect(upperTail(3, 4, 1e9)).toBeCloseTo(poisson, 7);
    expect(upperTail(10, 4, 2)).toBeGreaterThan(upperTail(10, 4, 1e9));
  });
});

describe('the three-state verdict', () => {
  const input = {
    estimate: 1,
    standardError: 0.1,
    prior: { mean: 0, sd: 0.35 },
    minimal: 0.18,
    qValue: 0.01,
  };

  it('says nothing below 60 observations, however clear they look', () => {
    expect(verdictOf({ ...input, needed: stillNeeded(59, null) })).toBe('not_enough_data');
    expect(verdictOf({ ...input, needed: stillNeeded(60, null) })).toBe('supported');
    expect(verdictOf({ ...input, needed: stillNeeded(600, 9) })).toBe('not_enough_data');
  });

  it('is not supported when the effect may be small or the test fails after correction', () => {
    expect(verdictOf({ ...input, needed: 0, estimate: 0.2 })).toBe('not_supported');
    expect(verdictOf({ ...input, needed: 0, qValue: 0.11 })).toBe('not_supported');
  });
});
