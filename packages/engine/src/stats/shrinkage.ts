import { normalCdf } from './normal.ts';

/** Normal prior of an effect over people. */
export interface Prior {
  mean: number;
  sd: number;
}

export interface Posterior {
  mean: number;
  sd: number;
}

/** Empirical-Bayes shrinkage of an estimate with its standard error to the prior. */
export function shrink(estimate: number, standardError: number, prior: Prior): Posterior {
  const own = 1 / (standardError * standardError);
  const known = 1 / (prior.sd * prior.sd);
  return {
    mean: (estimate * own + prior.mean * known) / (own + known),
    sd: Math.sqrt(1 / (own + known)),
  };
}

/** Posterior probability that the effect exceeds `minimal`. */
export function probabilityAbove({ mean, sd }: Posterior, minimal: number): number {
  return normalCdf((mean - minimal) / sd);
}
