import { describe, expect, it } from 'vitest';
import { shareDifferenceError, shareDifferenceInterval } from './shareDifference.ts';

const share = (successes: number, trials: number) => ({ successes, trials });

describe('the difference of two shares', () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])(
    '%i of %i less %i of %i has Newcombe’s interval (his table II, method 10)',
    (a, ofA, b, ofB, low, high) => {
      const interval = shareDifferenceInterval(share(a, ofA), share(b, ofB));
      expect(interval?.low).toBeCloseTo(low, 4);
      expect(interval?.high).toBeCloseTo(high, 4);
    },
  );

  it('has an error also where a share is 0 or 1, that falls as more is seen', () => {
    expect(shareDifferenceError(share(100, 100), share(0, 300))).toBeCloseTo(
      Math.sqrt(101 / 102 ** 3 + 301 / 302 ** 3),
      12,
    );
    expect(shareDifferenceError(share(4, 4), share(0, 4))).toBeGreaterThan(0.15);
    // Far from the edges it is the usual one.
    expect(shareDifferenceError(share(400, 1000), share(500, 1000))).toBeCloseTo(0.0222, 3);
  });

  it('is not known without trials', () => {
    expect(shareDifferenceInterval(share(0, 0), share(1, 2))).toBeNull();
  });
});
