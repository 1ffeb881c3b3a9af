export interface CountLimits {
  mean: number;
  /** Smallest n with P(N ≤ n) ≥ .95. */
  quantile: number;
  /** Smallest n ≥ mean + 3 with P(N ≥ n) < .01. */
  surprising: number;
}

const QUANTILE = 0.95;
const SURPRISING = 0.01;
const ABOVE_MEAN = 3;
/** Less over-dispersion than this cannot be told from none, nor computed well. */
const POISSON_UP_TO = 1 + 1e-6;
/** Beyond this many times the mean (and 1,000) no mass is left; rounding alone keeps the sum below its limit. */
const FAR = 1000;

/**
 * Limits of a daily count from the counts of earlier days: negative binomial with their mean and variance,
 * Poisson where they vary less than that. null for a mean of 0.
 */
export function countLimits(counts: readonly number[]): CountLimits | null {
  let sum = 0;
  for (const count of counts) sum += count;
  const mean = sum / counts.length;
  if (!(mean > 0)) return null;
  let squares = 0;
  for (const count of counts) squares += (count - mean) * (count - mean);
  const variance = counts.length > 1 ? squares / (counts.length - 1) : mean;
  const size = variance > mean * POISSON_UP_TO ? (mean * mean) / (variance - mean) : null;
  let lnMass = size === null ? -mean : -size * Math.log1p(mean / size);
  let cumulative = Math.exp(lnMass);
  let quantile = cumulative >= QUANTILE ? 0 : -1;
  for (let n = 1; ; n += 1) {
    const isSurprising = 1 - cumulative < SURPRISING && n >= mean + ABOVE_MEAN;
    if (isSurprising && quantile >= 0) return { mean, quantile, surprising: n };
    if (n > FAR * (mean + 1)) return { mean, quantile: quantile < 0 ? n : quantile, surprising: n };
    lnMass += size === null ? Math.log(mean / n) : Math.log(((n - 1 + size) / n) * (mean / (mean + size)));
    cumulative += Math.exp(lnMass);
    if (quantile < 0 && cumulative >= QUANTILE) quantile = n;
  }
}
