import { type Random, randomFrom } from './random.ts';

export const PERMUTATIONS = 999;

/**
 * One-sided permutation p-value (1 + draws at or above the observed value) ÷ (1 + draws). A draw without a value
 * counts as at the observed one, the careful side.
 */
export function permutationP(
  observed: number,
  draw: (random: Random) => number | null,
  seed: number,
): number {
  const random = randomFrom(seed);
  let atOrAbove = 0;
  for (let i = 0; i < PERMUTATIONS; i += 1) {
    const value = draw(random);
    if (value === null || value >= observed - 1e-12) atOrAbove += 1;
  }
  return (1 + atOrAbove) / (1 + PERMUTATIONS);
}
