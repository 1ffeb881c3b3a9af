import { describe, expect, it } from 'vitest';
import { type OwnSizes, rememberSize, usualSize } from './ownSizes.ts';

function usual(entries: readonly (readonly [size: number, weight: number])[], minimum = 1): number | null {
  const own: OwnSizes = { entries: [] };
  for (const [size, weight] of entries) rememberSize(own, size, weight);
  return usualSize(own, minimum);
}

describe('the usual among the own sizes', () => {
  it('is the median where all are the own ones', () => {
    expect(usual([4, 1, 3].map((size) => [size, 1]))).toBe(3);
    expect(usual([4, 1, 3, 2].map((size) => [size, 1]))).toBe(2.5);
  });

  it('leaves out what a pattern blew up, in the measure in which it did', () => {
    const bold = [9, 9, 9, 9].map((size) => [size, 0] as const);
    expect(usual([[1, 1], [2, 1], [3, 1], ...bold])).toBe(2);
    const perhaps = [9, 9, 9, 9].map((size) => [size, 0.5] as const);
    expect(usual([[1, 1], [2, 1], [3, 1], ...perhaps])).toBe(3);
    expect(
      usual([
        [1, 0.1],
        [2, 1],
      ]),
    ).toBe(2);
  });

  it('is none below the minimum, or where no size is the own one', () => {
    expect(usual([[1, 1]], 2)).toBeNull();
    expect(
      usual([
        [1, 0],
        [2, 0],
      ]),
    ).toBeNull();
  });

  it('is that of the last thirty', () => {
    expect(
      usual([
        ...Array.from({ length: 29 }, () => [8, 1] as const),
        ...Array.from({ length: 30 }, () => [2, 1] as const),
      ]),
    ).toBe(2);
  });
});
