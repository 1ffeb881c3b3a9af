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
 * ln of the relative risk of acting inside against outside, where the own pace outside is taken to be `pace` (events a
 * unit of exposure) until about `priorOut` events there say otherwise.
 */
export function lnRiskFromPace(
  { eventsIn, exposureIn, eventsOut, exposureOut }: RiskCounts,
  pace: number,
  priorOut: number,
): number {
  const usual = (eventsOut + priorOut) / (exposureOut + priorOut / pace);
  return Math.log((eventsIn + PRIOR_EVENTS) / (usual * exposureIn + PRIOR_EVENTS));
}

/**
 * ln of the Gamma-shrunk relative risk (n₁ + a) ÷ (λ₀·E₁ + a), a = 3: how much more often the person acts in the state
 * than the own neutral rate says. null while either side has no exposure. Any unit of exposure.
 */
export function lnRelativeRisk({ eventsIn, exposureIn, eventsOut, exposureOut }: RiskCounts): number | null {
  if (exposureIn <= 0 || exposureOut <= 0) return null;
  return Math.log((eventsIn + PRIOR_EVENTS) / ((eventsOut / exposureOut) * exposureIn + PRIOR_EVENTS));
}
