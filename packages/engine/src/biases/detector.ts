import type { DecisionLabel } from '@twin/shared/primitives/label';
import type { Scene } from './scene.ts';
import type { SuppressorName } from './suppressors/registry.ts';

/** A missing measurement is null and adds nothing to the logit. */
export type FeatureValues = Record<string, number | null>;

/** One pattern of single decisions: when it can apply and what is measured. All weights are in the model. */
export interface Detector {
  label: DecisionLabel;
  /** Exactly the features of the model; whatever else `measure` returns is kept as plain facts. */
  featureNames: readonly string[];
  /** The candle features without which the label says little; empty = it needs no candles. */
  candleFeatures: readonly string[];
  /** Whether it says why the decision was taken at all, so that other such reasons speak against it. */
  isCause: boolean;
  /** Explanations that rule the pattern out from a score of .5 on. */
  suppressedBy: readonly SuppressorName[];
  /** null = the pattern cannot apply to this decision. Reads nothing later than the decision. */
  measure(scene: Scene): FeatureValues | null;
}
