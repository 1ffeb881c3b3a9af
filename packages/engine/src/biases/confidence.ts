import type { Detector, FeatureValues } from './detector.ts';
import { type LabelModel, roundTo } from './model.ts';
import { clip } from './scene.ts';
import type { Tag } from './tag.ts';

/** Prior decisions at which the own history weighs as much as the base rate. */
const HALF_TRUST = 10;

/** Logit → raw → calibrated → shrunk towards the base rate by missing candles and short history. */
export function confidenceOf(
  model: LabelModel,
  detector: Detector,
  values: FeatureValues,
  priorDecisions: number,
): Pick<Tag, 'confidence' | 'features'> {
  const features: Tag['features'] = {};
  let logit = model.intercept;
  for (const { name, coefficient, mean, sd, min, max } of model.features) {
    const measured = values[name] ?? null;
    if (measured === null) continue;
    const value = roundTo(clip(measured, min, max), 6);
    const contribution = (coefficient * (value - mean)) / sd;
    logit += contribution;
    features[name] = { value, contribution: roundTo(contribution, 6) };
  }
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && !features[name]) features[name] = { value: roundTo(value, 6), contribution: 0 };
  }
  const calibrated = interpolate(model.calibration, 1 / (1 + Math.exp(-logit)));
  const trust = (candleCoverage(detector, values) * priorDecisions) / (priorDecisions + HALF_TRUST);
  const confidence = model.baseRate + (calibrated - model.baseRate) * trust;
  return { confidence: roundTo(confidence, 4), features };
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
