import type { DecisionLabel } from '@twin/shared/primitives/label';
import type { ModelThresholds } from './model.ts';

/** One pattern on one decision: all that figures are made of. */
export interface FoundTag {
  /** Trade id of the decision's first fill. */
  decisionId: string;
  label: DecisionLabel;
  /** Calibrated probability, rounded to 1e-4. */
  confidence: number;
}

/** The same with what speaks for it, for whoever reads it. */
export interface Tag extends FoundTag {
  /** Measured value (1e-6) and its share of the logit, by name; facts and suppressors contribute 0. */
  features: Record<string, { value: number; contribution: number }>;
}

/** Those that are kept for the statistics. */
export function storedTags<T extends FoundTag>(tags: readonly T[], thresholds: ModelThresholds): T[] {
  return tags.filter((tag) => tag.confidence >= thresholds.stored);
}

/** The tags of ONE decision that are shown: the surest ones at or above the threshold, in the order given on a tie. */
export function shownTags<T extends FoundTag>(tags: readonly T[], thresholds: ModelThresholds): T[] {
  return tags
    .filter((tag) => tag.confidence >= thresholds.shown)
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, thresholds.shownPerDecision);
}
