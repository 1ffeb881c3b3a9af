import { clip } from './clip.ts';
import type { Detector, FeatureValues } from './detector.ts';
import { type FeatureModel, type LabelModel, roundTo } from './model.ts';
import type { Tag } from './tag.ts';

/** Prior decisions at which the own history weighs as much as the base rate. */
const HALF_TRUST = 10;

/** Logit → raw → calibrated → shrunk towards the base rate by missing candles and short history; rounded to 1e-4. */
export function confidenceOf(
  model: LabelModel,
  detector: Detector,
  values: FeatureValues,
  priorDecisions: number,
): number {
  return roundTo(confidenceBeforeRounding(model, detector, values, priorDecisions), 4);
}

/** The same before rounding: what the Python scorer is compared with. */
export function confidenceBeforeRounding(
  model: LabelModel,
  detector: Detector,
  values: FeatureValues,
  priorDecisions: number,
): number {
  let logit = model.intercept;
  for (const feature of model.features) {
    const measured = values[feature.name] ?? null;
    if (measured !== null) logit += contributionOf(feature, scoredValue(feature, measured));
  }
  const calibrated = interpolate(model.calibration, 1 / (1 + Math.exp(-logit)));
  const trust = (candleCoverage(detector, values) * priorDecisions) / (priorDecisions + HALF_TRUST);
  return model.baseRate + (calibrated - model.baseRate) * trust;
}

/** What a tag keeps of its measurements: first the model's features with their share of the logit, then plain facts. */
export function explain(model: LabelModel, values: FeatureValues): Tag['features'] {
  const features: Tag['features'] = {};
  for (const feature of model.features) {
    const measured = values[feature.name] ?? null;
    if (measured === null) continue;
    const contribution = contributionOf(feature, scoredValue(feature, measured));
    // The value stays as measured, since texts quote it; only its weight is held to the model's range.
    features[feature.name] = { value: roundTo(measured, 6), contribution: roundTo(contribution, 6) };
  }
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && !features[name]) features[name] = { value: roundTo(value, 6), contribution: 0 };
  }
  return features;
}

function scoredValue({ min, max }: FeatureModel, measured: number): number {
  return roundTo(clip(measured, min, max), 6);
}

function contributionOf({ coefficient, mean, sd }: FeatureModel, value: number): number {
  return (coefficient * (value - mean)) / sd;
}

/** Share of the label's candle features that could be measured; 1 where it needs none. */
function candleCoverage({ candleFeatures }: Detector, values: FeatureValues): number {
  if (candleFeatures.length === 0) return 1;
  const measured = candleFeatures.filter((name) => (values[name] ?? null) !== null).length;
  return measured / candleFeatures.length;
}

function interpolate(knots: LabelModel['calibration'], raw: number): number {
  let [x0, y0] = knots[0] ?? [0, 0];
  for (const [x1, y1] of knots) {
    if (raw <= x1) return x1 === x0 ? y1 : y0 + ((y1 - y0) * (raw - x0)) / (x1 - x0);
    x0 = x1;
    y0 = y1;
  }
  return y0;
}
