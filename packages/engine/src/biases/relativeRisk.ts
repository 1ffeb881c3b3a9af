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

/** Spread of ln relative risks among people (science 3.2): the fewer events, the nearer the own one is taken to 0. */
const USUAL_VARIANCE = 0.35 ** 2;

/**
 * ln of the Gamma-shrunk relative risk (n₁ + a) ÷ (λ₀·E₁ + a), a = 3, times its reliability τ² ÷ (τ² + se²): how much
 * more often the person acts in the state than the own neutral rate says, as far as so few events can say. null while either side has no exposure, or while fewer than `minimum`
 * events lie in the state and fewer are expected there: who stays away from a state shows that too. Any unit of
 * exposure.
 */
export function lnRelativeRisk(counts: RiskCounts, minimum: number): number | null {
  if (counts.exposureIn <= 0 || counts.exposureOut <= 0) return null;
  const expected = (counts.eventsOut / counts.exposureOut) * counts.exposureIn;
  if (Math.max(counts.eventsIn, expected) < minimum) return null;
  const error = 1 / (counts.eventsIn + PRIOR_EVENTS) + 1 / (counts.eventsOut + PRIOR_EVENTS);
  const reliability = USUAL_VARIANCE / (USUAL_VARIANCE + error);
  return reliability * Math.log((counts.eventsIn + PRIOR_EVENTS) / (expected + PRIOR_EVENTS));
}

/** Relative risks nearer to 1 than this say no more than this. */
const LEAST_EXCESS = 0.05;

/** ln(RR − 1), the logit of the attributable fraction 1 − 1 ÷ RR: who acts no more often in the state has no excess. */
export function lnExcessRisk(lnRisk: number | null): number | null {
  return lnRisk === null ? null : Math.log(Math.max(Math.exp(lnRisk) - 1, LEAST_EXCESS));
}
