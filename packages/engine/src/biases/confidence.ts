import type { Detector, FeatureValues } from './detector.ts';
import { type FeatureModel, type Knot, type LabelModel, roundTo } from './model.ts';
import type { Tag } from './tag.ts';

/** Prior decisions at which the own history weighs as much as the base rate. */
const HALF_TRUST = 10;

/**
 * A decision has one cause, so the others that were measured at it speak against each: ln(1 + Σ their odds), which
 * makes the raw probabilities of all causes and of none add up to 1 (a multinomial logistic).
 */
export const OTHER_CAUSES = 'otherCauses';

/** What the label's own measurements say, before other causes. */
export function ownLogit(model: LabelModel, values: FeatureValues): number {
  let logit = model.intercept;
  for (const { name, curve } of model.features) {
    const measured = values[name] ?? null;
    if (measured !== null) logit += contributionOf(curve, measured);
  }
  return logit;
}

/** Logit → raw → calibrated → shrunk towards the base rate by missing candles and short history; rounded to 1e-4. */
export function confidenceOf(
  model: LabelModel,
  detector: Detector,
  values: FeatureValues,
  logit: number,
  priorDecisions: number,
): number {
  return roundTo(confidenceBeforeRounding(model, detector, values, logit, priorDecisions), 4);
}

/** The same before rounding: what the Python scorer is compared with. */
export function confidenceBeforeRounding(
  model: LabelModel,
  detector: Detector,
  values: FeatureValues,
  logit: number,
  priorDecisions: number,
): number {
  const calibrated = interpolate(model.calibration, 1 / (1 + Math.exp(-logit)));
  const trust = (candleCoverage(detector, values) * priorDecisions) / (priorDecisions + HALF_TRUST);
  return model.baseRate + (calibrated - model.baseRate) * trust;
}

/** What a tag keeps of its measurements: first the model's features with their share of the logit, then the rest. */
export function explain(model: LabelModel, values: FeatureValues): Tag['features'] {
  const features: Tag['features'] = {};
  for (const { name, curve } of model.features) {
    const measured = values[name] ?? null;
    if (measured === null) continue;
    features[name] = {
      value: roundTo(measured, 6),
      contribution: roundTo(contributionOf(curve, measured), 6),
    };
  }
  for (const name of Object.keys(values)) {
    const value = values[name] ?? null;
    if (value === null || features[name]) continue;
    const rounded = roundTo(value, 6);
    features[name] = { value: rounded, contribution: name === OTHER_CAUSES ? -rounded : 0 };
  }
  return features;
}

function contributionOf(curve: FeatureModel['curve'], measured: number): number {
  return interpolate(curve, roundTo(measured, 6));
}

/** Share of the label's candle features that could be measured; 1 where it needs none. */
function candleCoverage({ candleFeatures }: Detector, values: FeatureValues): number {
  if (candleFeatures.length === 0) return 1;
  let measured = 0;
  for (const name of candleFeatures) if ((values[name] ?? null) !== null) measured += 1;
  return measured / candleFeatures.length;
}

/** Linear between the knots, constant beyond them. They are few: a walk along them beats halving. */
function interpolate(knots: readonly Knot[], x: number): number {
  let left: Knot | undefined;
  for (const right of knots) {
    if (x <= right[0]) {
      return left ? left[1] + ((right[1] - left[1]) * (x - left[0])) / (right[0] - left[0]) : right[1];
    }
    left = right;
  }
  return left?.[1] ?? 0;
}
