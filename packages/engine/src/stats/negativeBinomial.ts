/**
 * P(N ≥ n) of a negative binomial count with this mean and size (variance = mean + mean² ÷ size). Cost O(n).
 */
export function upperTail(n: number, mean: number, size: number): number {
  let lnMass = -size * Math.log1p(mean / size);
  const lnStep = Math.log(mean / (mean + size));
  let below = 0;
  for (let k = 0; k < n; k += 1) {
    below += Math.exp(lnMass);
    lnMass += Math.log((k + size) / (k + 1)) + lnStep;
  }
  return Math.max(0, 1 - below);
}
