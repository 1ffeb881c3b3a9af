/** cost = fixed + perFill × fills, with the share of the variance that the line explains. */
export interface Line {
  fixed: number;
  perFill: number;
  r2: number;
}

/** Least squares; a negative part, which no work can cost, is taken for 0. */
export function fitLine(points: readonly { fills: number; cost: number }[]): Line {
  const meanX = mean(points.map(({ fills }) => fills));
  const meanY = mean(points.map(({ cost }) => cost));
  let [covariance, variance, total, rest] = [0, 0, 0, 0];
  for (const { fills, cost } of points) {
    covariance += (fills - meanX) * (cost - meanY);
    variance += (fills - meanX) ** 2;
    total += (cost - meanY) ** 2;
  }
  const slope = covariance / variance;
  for (const { fills, cost } of points) rest += (cost - meanY - slope * (fills - meanX)) ** 2;
  return {
    fixed: Math.max(0, meanY - slope * meanX),
    perFill: Math.max(0, slope),
    r2: total === 0 ? 1 : 1 - rest / total,
  };
}

/** What the line says for an account of that many fills. */
export function costOf({ fixed, perFill }: Line, fills: number): number {
  return fixed + perFill * fills;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
