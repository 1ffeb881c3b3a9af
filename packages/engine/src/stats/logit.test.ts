import { describe, expect, it } from 'vitest';
import { fitLogit, type LogitData, logitData } from './logit.ts';
import { profileInterval, rootOfFall } from './profileInterval.ts';
import { randomFrom } from './random.ts';

const repeat = <T>(times: number, value: T): T[] => Array.from({ length: times }, () => value);

/** Successes of trials in the state 0 and in the state 1. */
function twoGroups([a, ofA]: [number, number], [b, ofB]: [number, number]): LogitData {
  return logitData(
    [...repeat(ofA, [1, 0]), ...repeat(ofB, [1, 1])],
    [...repeat(a, true), ...repeat(ofA - a, false), ...repeat(b, true), ...repeat(ofB - b, false)],
  );
}

/** Nobody outside the state succeeds. */
const DISTANCES = [
  ...[0.1, 0.4, 0.2, 0.9, 0.5, 0.7, 0.3, 0.8, 0.6, 1.2, 1, 0.15],
  ...[0.45, 0.25, 0.95, 0.55, 0.75, 0.35, 0.85, 0.65, 1.25, 1.05, 0.05, 1.1],
];
const SEPARATED = logitData(
  DISTANCES.map((distance, i) => [1, i < 12 ? 1 : 0, distance]),
  DISTANCES.map((_, i) => i < 12 && [0, 2, 3, 5, 7, 9, 11].includes(i)),
);

describe('a logistic regression', () => {
  it('of two groups gives the log odds with half a count more in each cell, as Firth’s penalty does', () => {
    const fit = fitLogit(twoGroups([10, 50], [30, 50]));
    expect(fit?.coefficients[0]).toBeCloseTo(Math.log(10.5 / 40.5), 5);
    expect(fit?.coefficients[1]).toBeCloseTo(Math.log(30.5 / 20.5) - Math.log(10.5 / 40.5), 5);
    expect(fit?.standardErrors[0]).toBeCloseTo(Math.sqrt(1 / 10 + 1 / 40), 1);
    expect(fit?.standardErrors[1]).toBeCloseTo(Math.sqrt(1 / 10 + 1 / 40 + 1 / 30 + 1 / 20), 1);
  });

  it('stays finite where a column separates the outcomes wholly', () => {
    const fit = fitLogit(twoGroups([0, 300], [100, 100]));
    expect(fit?.coefficients[1]).toBeCloseTo(Math.log(100.5 / 0.5) - Math.log(0.5 / 300.5), 4);
  });

  it('finds the height and the profile that another program finds under separation', () => {
    // Made with numpy and scipy: Nelder–Mead on the penalised likelihood, Brent on its profile.
    const fit = fitLogit(SEPARATED);
    for (const [column, value] of [-3.153039, 3.384252, 0.103862].entries()) {
      expect(fit?.coefficients[column]).toBeCloseTo(value, 4);
    }
    expect(fit?.standardErrors[1]).toBeCloseTo(1.538844, 4);
    expect(fit?.logLikelihood).toBeCloseTo(-8.944017, 4);
    const interval = fit && profileInterval(SEPARATED, fit, 1);
    expect(interval?.low).toBeCloseTo(1.05878, 1);
    expect(interval?.high).toBeCloseTo(8.299, 1);
    const without = fitLogit(SEPARATED, { column: 1, value: 0 });
    expect(without?.logLikelihood).toBeCloseTo(-13.71519, 4);
    expect(without?.coefficients[1]).toBe(0);
    expect(fit && without && rootOfFall(fit, without)).toBeCloseTo(Math.sqrt(2 * 4.771173), 4);
  });

  it('has nearly the same interval by its profile as by its error where there are many outcomes', () => {
    const data = twoGroups([400, 2000], [700, 2000]);
    const fit = fitLogit(data);
    const interval = fit && profileInterval(data, fit, 1);
    const [value = 0, error = 0] = [fit?.coefficients[1], fit?.standardErrors[1]];
    expect(interval?.low).toBeCloseTo(value - 1.96 * error, 2);
    expect(interval?.high).toBeCloseTo(value + 1.96 * error, 2);
  });

  it('recovers the coefficients that made the outcomes', () => {
    const random = randomFrom(5);
    const truth = [-1, 0.8, -0.5];
    const rows = Array.from({ length: 20_000 }, () => [1, random.next() * 2 - 1, random.next() * 4]);
    const outcomes = rows.map((row) => {
      const logit = row.reduce((sum, value, i) => sum + value * (truth[i] ?? 0), 0);
      return random.next() < 1 / (1 + Math.exp(-logit));
    });
    const fit = fitLogit(logitData(rows, outcomes));
    fit?.coefficients.forEach((value, i) => {
      expect(Math.abs(value - (truth[i] ?? 0))).toBeLessThan(4 * (fit.standardErrors[i] ?? 0));
    });
    expect(fit?.standardErrors[0]).toBeLessThan(0.1);
  });

  it('is the same for columns in another order, and from another begin', () => {
    const random = randomFrom(17);
    const rows = Array.from({ length: 400 }, () => [random.next() * 100, 1, random.next() - 0.5]);
    const outcomes = rows.map(
      ([a = 0, , b = 0]) => random.next() < 1 / (1 + Math.exp(-(a / 50 - 1 + 2 * b))),
    );
    const fit = fitLogit(logitData(rows, outcomes));
    const turned = fitLogit(
      logitData(
        rows.map(([a = 0, one = 0, b = 0]) => [b, a, one]),
        outcomes,
      ),
    );
    expect(turned?.coefficients[1]).toBeCloseTo(fit?.coefficients[0] ?? Number.NaN, 6);
    expect(turned?.standardErrors[2]).toBeCloseTo(fit?.standardErrors[1] ?? Number.NaN, 6);
    const again = fitLogit(logitData(rows, outcomes), null, [0.1, -3, 4]);
    expect(again?.coefficients[2]).toBeCloseTo(fit?.coefficients[2] ?? Number.NaN, 5);
  });

  it('gives a column that never varies the coefficient 0, and none where two are one and the same', () => {
    const group = [...repeat(50, 0), ...repeat(50, 1)];
    const outcomes = group.map((state, i) => i % 5 <= state);
    const rows = group.map((state) => [1, state]);
    const plain = fitLogit(logitData(rows, outcomes));
    const more = fitLogit(
      logitData(
        rows.map((row) => [...row, 0]),
        outcomes,
      ),
    );
    expect(more?.coefficients[2]).toBeCloseTo(0, 9);
    expect(more?.coefficients[1]).toBeCloseTo(plain?.coefficients[1] ?? Number.NaN, 5);
    expect(fitLogit(logitData(repeat(20, [1e9, 1e9]), outcomes.slice(0, 20)))).toBeNull();
    expect(fitLogit(logitData(repeat(20, [0.01]), repeat(20, true)))).toBeNull();
  });
});
