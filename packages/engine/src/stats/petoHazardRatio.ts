/** One sale: gains and losses open at its moment, the sold position among them, and what was sold. */
export interface SaleAtRisk {
  gains: number;
  losses: number;
  isGain: boolean;
}

/**
 * Hazard ratio of selling gains against losses, (O_G ÷ E_G) ÷ (O_L ÷ E_L) with the expectations of a random sale
 * among the open positions (log-rank form of Odean's ratio); null when a side was never at risk or never sold.
 */
export function petoHazardRatio(sales: readonly SaleAtRisk[]): number | null {
  let observedGains = 0;
  let observedLosses = 0;
  let expectedGains = 0;
  let expectedLosses = 0;
  for (const { gains, losses, isGain } of sales) {
    observedGains += isGain ? 1 : 0;
    observedLosses += isGain ? 0 : 1;
    expectedGains += gains / (gains + losses);
    expectedLosses += losses / (gains + losses);
  }
  if (expectedGains === 0 || expectedLosses === 0 || observedLosses === 0) return null;
  return observedGains / expectedGains / (observedLosses / expectedLosses);
}
