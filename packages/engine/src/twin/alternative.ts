import type { DecisionLabel } from '@twin/shared/primitives/label';

/** What the twin does instead of a flagged decision. */
export type Alternative = 'skip' | 'hold' | 'size';

/**
 * The seven patterns that share the cost, each with the one alternative that its own definition names: an entry that
 * the pattern brought about is not taken (its round trip falls away, the cash stays idle), an exit that it brought
 * about comes later, a size that it blew up is the usual one. Break-even exits and the disposition effect are read
 * off the choice among many exits, concentration off the whole portfolio: no single decision has an alternative.
 * Source: design page science, section 5; why so and not otherwise: ADR 14.
 */
export const ALTERNATIVES = {
  fomo_chase: 'skip',
  panic_sell: 'hold',
  revenge_trade: 'skip',
  overtrading: 'skip',
  averaging_down: 'skip',
  early_exit: 'hold',
  size_drift: 'size',
} as const satisfies Partial<Record<DecisionLabel, Alternative>>;

export type CostLabel = keyof typeof ALTERNATIVES;

/** In the order in which the parts of the cost are rounded. */
export const COST_LABELS = Object.keys(ALTERNATIVES) as readonly CostLabel[];

export function isCostLabel(label: string): label is CostLabel {
  return Object.hasOwn(ALTERNATIVES, label);
}

export function isHoldLabel(label: CostLabel): boolean {
  return ALTERNATIVES[label] === 'hold';
}
