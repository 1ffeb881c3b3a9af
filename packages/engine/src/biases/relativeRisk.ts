/** Events and exposure inside a state and outside of it, expanding with time. */
export interface RiskCounts {
  eventsIn: number;
  exposureIn: number;
  eventsOut: number;
  exposureOut: number;
}

/** Prior events: keeps a ratio from few events near 1. */
export const PRIOR_EVENTS = 3;

export function noRisk(): RiskCounts {
  return { eventsIn: 0, exposureIn: 0, eventsOut: 0, exposureOut: 0 };
}

/**
 * ln of the Gamma-shrunk relative risk (n₁ + a) ÷ (λ₀·E₁ + a), a = 3: how much more often the person acts in the
 * state than the own neutral rate says. null while either side has no exposure, or while fewer than `minimum`
 * events lie in the state and fewer are expected there: who stays away from a state shows that too. Any unit of
 * exposure.
 */
export function lnRelativeRisk(counts: RiskCounts, minimum: number): number | null {
  if (counts.exposureIn <= 0 || counts.exposureOut <= 0) return null;
  const expected = (counts.eventsOut / counts.exposureOut) * counts.exposureIn;
  if (Math.max(counts.eventsIn, expected) < minimum) return null;
  return Math.log((counts.eventsIn + PRIOR_EVENTS) / (expected + PRIOR_EVENTS));
}
