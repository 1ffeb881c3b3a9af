import type { DecisionLabel } from '@twin/shared/primitives/label';
import type {
  BiasModel,
  FeatureModel,
  Knot,
  LabelModel,
  ModelProblem,
  ModelReading,
  ModelThresholds,
} from './model.ts';
import { DETECTORS } from './registry.ts';

type Json = Record<string, unknown>;

/**
 * Reads the parsed JSON of model/bias-model.json and checks that every registered label has exactly the
 * features that its detector computes. All problems are told at once, each with its path.
 */
export function readModel(json: unknown): ModelReading {
  const reader = new ModelReader();
  const root = reader.object(json, '');
  const thresholds = readThresholds(reader, root['thresholds']);
  const labels = reader.object(root['labels'], 'labels');
  const models: Partial<Record<DecisionLabel, LabelModel>> = {};
  for (const { label, featureNames } of DETECTORS) {
    models[label] = readLabel(reader, labels[label], `labels.${label}`, featureNames);
  }
  const known = new Set<string>(DETECTORS.map((detector) => detector.label));
  for (const label of Object.keys(labels)) {
    if (!known.has(label)) reader.fault(`labels.${label}`, 'no detector has this label');
  }
  const version = reader.text(root['version'], 'version');
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, model: { version, thresholds, labels: models as BiasModel['labels'] } };
}

function readThresholds(reader: ModelReader, json: unknown): ModelThresholds {
  const at = 'thresholds';
  const row = reader.object(json, at);
  const thresholds = {
    stored: reader.number(row['stored'], `${at}.stored`),
    shown: reader.number(row['shown'], `${at}.shown`),
    strong: reader.number(row['strong'], `${at}.strong`),
    shownPerDecision: reader.number(row['shownPerDecision'], `${at}.shownPerDecision`),
  };
  const { stored, shown, strong } = thresholds;
  if (!(stored > 0 && stored <= shown && shown <= strong && strong <= 1)) {
    reader.fault(at, 'must hold 0 < stored ≤ shown ≤ strong ≤ 1');
  }
  return thresholds;
}

function readLabel(reader: ModelReader, json: unknown, at: string, names: readonly string[]): LabelModel {
  const row = reader.object(json, at);
  const baseRate = reader.number(row['baseRate'], `${at}.baseRate`);
  if (!(baseRate > 0 && baseRate < 1)) reader.fault(`${at}.baseRate`, 'must lie between 0 and 1');
  const features = reader
    .array(row['features'], `${at}.features`)
    .map((feature, index) => readFeature(reader, feature, `${at}.features[${index}]`));
  checkNames(reader, at, features, names);
  const costStretch = reader.number(row['costStretch'], `${at}.costStretch`);
  if (costStretch < 1) reader.fault(`${at}.costStretch`, 'must be 1 or more');
  return {
    costStretch,
    intercept: reader.number(row['intercept'], `${at}.intercept`),
    baseRate,
    features,
    calibration: readCalibration(reader, row['calibration'], `${at}.calibration`),
  };
}

function readFeature(reader: ModelReader, json: unknown, at: string): FeatureModel {
  const row = reader.object(json, at);
  const curve = readKnots(reader, row['curve'], `${at}.curve`);
  if (curve.length < 2 || !ascends(curve))
    reader.fault(`${at}.curve`, 'must be at least two pairs of ascending values');
  return { name: reader.text(row['name'], `${at}.name`), curve };
}

function checkNames(
  reader: ModelReader,
  at: string,
  features: FeatureModel[],
  names: readonly string[],
): void {
  const given = features.map((feature) => feature.name);
  for (const name of names) {
    if (!given.includes(name)) reader.fault(`${at}.features`, `the feature "${name}" is missing`);
  }
  for (const [index, name] of given.entries()) {
    if (!names.includes(name)) reader.fault(`${at}.features[${index}].name`, `the detector has no "${name}"`);
    if (given.indexOf(name) !== index) reader.fault(`${at}.features[${index}].name`, `"${name}" comes twice`);
  }
}

function readCalibration(reader: ModelReader, json: unknown, at: string): Knot[] {
  const knots = readKnots(reader, json, at);
  const isProbability = knots.every(([, y], index) => y >= 0 && y <= 1 && y >= (knots[index - 1]?.[1] ?? 0));
  const reaches = knots[0]?.[0] === 0 && knots.at(-1)?.[0] === 1;
  if (knots.length < 2 || !reaches || !isProbability || !ascends(knots)) {
    reader.fault(at, 'must be at least two ascending pairs from raw 0 to raw 1 with probabilities in 0..1');
  }
  return knots;
}

function readKnots(reader: ModelReader, json: unknown, at: string): Knot[] {
  return reader.array(json, at).map((knot, index): Knot => {
    const pair = reader.array(knot, `${at}[${index}]`);
    return [reader.number(pair[0], `${at}[${index}][0]`), reader.number(pair[1], `${at}[${index}][1]`)];
  });
}

function ascends(knots: readonly Knot[]): boolean {
  return knots.every(([x], index) => x > (knots[index - 1]?.[0] ?? Number.NEGATIVE_INFINITY));
}

/** Collects every problem instead of stopping at the first one. */
class ModelReader {
  readonly problems: ModelProblem[] = [];

  fault(path: string, reason: string): void {
    this.problems.push({ path, reason });
  }

  object(json: unknown, path: string): Json {
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
    this.fault(path, 'must be an object');
    return {};
  }

  array(json: unknown, path: string): unknown[] {
    if (Array.isArray(json)) return json;
    this.fault(path, 'must be a list');
    return [];
  }

  number(json: unknown, path: string): number {
    if (typeof json === 'number' && Number.isFinite(json)) return json;
    this.fault(path, 'must be a finite number');
    return 0;
  }

  text(json: unknown, path: string): string {
    if (typeof json === 'string' && json !== '') return json;
    this.fault(path, 'must be a text');
    return '';
  }
}
