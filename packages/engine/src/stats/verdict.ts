import { type Prior, probabilityAbove, shrink } from './shrinkage.ts';

export type Verdict = 'supported' | 'not_supported' | 'not_enough_data';

/** Below this no effect is shown, from the second on a verdict is given. */
export const EFFECT_FROM = 20;
export const VERDICT_FROM = 60;
const SIDE_FROM = 10;

/**
 * The error of a figure whose observations are all alike is 0, and no sign of too few of them: what does not vary is
 * known as well as logarithms of decimals are. Shares, which a sample shows to be 0 or 1 while they are not, bring
 * errors of their own (`shareDifference.ts`).
 */
export const SMALLEST_ERROR = 1e-6;

const PROBABILITY = 0.9;
const FALSE_DISCOVERIES = 0.1;

export interface VerdictInput {
  /** Observations still missing, see `stillNeeded`. */
  needed: number;
  /** On the scale of the prior; null when undefined. */
  estimate: number | null;
  standardError: number | null;
  prior: Prior;
  /** Smaller effects than this are of no interest. */
  minimal: number;
  qValue: number | null;
}

/** Supported: enough observations, P(effect > minimal) ≥ .9 after shrinkage, and q ≤ .10 where there is a test. */
export function verdictOf(input: VerdictInput): Verdict {
  const { needed, estimate, standardError, prior, minimal, qValue } = input;
  if (needed > 0 || estimate === null || standardError === null || !(standardError >= 0)) {
    return 'not_enough_data';
  }
  const error = Math.max(SMALLEST_ERROR, standardError);
  const isLikely = probabilityAbove(shrink(estimate, error, prior), minimal) >= PROBABILITY;
  return isLikely && (qValue === null || qValue <= FALSE_DISCOVERIES) ? 'supported' : 'not_supported';
}

/** How many more observations a verdict needs: 60 in all and, for a comparison, 10 on the scarcer side. */
export function stillNeeded(n: number, scarcer: number | null): number {
  return Math.max(0, VERDICT_FROM - n, scarcer === null ? 0 : SIDE_FROM - scarcer);
}
