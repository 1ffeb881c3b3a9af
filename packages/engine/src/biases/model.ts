import type { DecisionLabel } from '@twin/shared/primitives/label';

/** The frozen additive logistics of all labels: model/bias-model.json, the only source of weights. */
export interface BiasModel {
  version: string;
  thresholds: ModelThresholds;
  labels: Record<DecisionLabel, LabelModel>;
}

/** Compared after rounding the confidence to 1e-4. */
export interface ModelThresholds {
  /** Kept for the statistics. */
  stored: number;
  /** Shown, sent and printed. */
  shown: number;
  strong: number;
  shownPerDecision: number;
}

/** The same model, giving whatever it weighs, however little: what the twin counts with. */
export function weighingAll(model: BiasModel): BiasModel {
  return { ...model, thresholds: { ...model.thresholds, stored: 0 } };
}

export interface LabelModel {
  intercept: number;
  /** Prior probability of the pattern in a decision of this kind. */
  baseRate: number;
  features: readonly FeatureModel[];
  /** Raw → calibrated probability, both ascending, from 0 to 1; linear between knots. */
  calibration: readonly Knot[];
  /**
   * How many times wider the interval of the pattern's cost is than by days and causes alone, at least 1: measured on
   * lives with and without the pattern; 1 where it has no cost.
   */
  costStretch: number;
}

/** What a measurement adds to the logit: 0 is what it adds on average, and what is missing adds. */
export interface FeatureModel {
  name: string;
  /** Value → share of the logit, values ascending; linear between knots, constant beyond the outer ones. */
  curve: readonly Knot[];
}

/** [x, y] of a line of straight pieces. */
export type Knot = readonly [number, number];

export interface ModelProblem {
  /** Where in the file, for instance `labels.fomo_chase.features[2].sd`. */
  path: string;
  reason: string;
}

export type ModelReading = { ok: true; model: BiasModel } | { ok: false; problems: ModelProblem[] };

/** Scores are rounded to 1e-4 before any threshold, features to 1e-6 before the logit (parity with Python). */
export function roundTo(value: number, places: 4 | 6): number {
  const scale = places === 4 ? 1e4 : 1e6;
  const rounded = Math.round(value * scale) / scale;
  return rounded === 0 ? 0 : rounded;
}
