import { SHOWN_FROM, STORED_FROM } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';
import modelJson from '../../../../model/bias-model.json' with { type: 'json' };
import { committedModel } from '../../test/randomTrader.ts';
import { readModel } from './readModel.ts';

function problemsOf(change: (json: typeof modelJson) => void): string[] {
  const json = structuredClone(modelJson);
  change(json);
  const reading = readModel(json);
  return reading.ok ? [] : reading.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

const CURVE = 'labels.panic_sell.features[0].curve';
const CALIBRATION =
  'labels.panic_sell.calibration: must be at least two ascending pairs from raw 0 to raw 1 with probabilities in 0..1';

describe('the model file', () => {
  it('that is committed reads without a problem and holds the thresholds of the wire', () => {
    const { thresholds } = committedModel();
    expect([thresholds.stored, thresholds.shown]).toEqual([STORED_FROM, SHOWN_FROM]);
  });

  it('is refused with the place of every fault', () => {
    const problems = problemsOf((json) => {
      json.thresholds.shown = 0.1;
      json.labels.fomo_chase.features.splice(0, 1);
      json.labels.panic_sell.baseRate = 1;
      json.labels.size_drift.features[0] = {
        name: 'size',
        curve: [
          [2, 0],
          [1, 1],
        ],
      };
      json.labels.overtrading.calibration = [[0, 0.5]];
      json.labels.early_exit.costStretch = 0.9;
    });
    expect(problems).toEqual([
      'thresholds: must hold 0 < stored ≤ shown ≤ strong ≤ 1',
      'labels.fomo_chase.features: the feature "z24" is missing',
      'labels.panic_sell.baseRate: must lie between 0 and 1',
      expect.stringMatching(/^labels.overtrading.calibration: must be at least two ascending pairs/),
      'labels.early_exit.costStretch: must be 1 or more',
      'labels.size_drift.features[0].curve: must be at least two pairs of ascending values',
      'labels.size_drift.features: the feature "calmSizeZ" is missing',
      'labels.size_drift.features[0].name: the detector has no "size"',
    ]);
  });

  it('is refused when it is no object, lacks a label or has one too many', () => {
    expect(readModel(null)).toMatchObject({ ok: false });
    expect(readModel({ ...modelJson, labels: {} })).toMatchObject({ ok: false });
    const more = { ...modelJson, labels: { ...modelJson.labels, greed: modelJson.labels.size_drift } };
    expect(readModel(more)).toEqual({
      ok: false,
      problems: [{ path: 'labels.greed', reason: 'no detector has this label' }],
    });
  });

  it.each<[string, unknown, string]>([
    ['version', '', 'version: must be a text'],
    ['thresholds', [], 'thresholds: must be an object'],
    ['thresholds.stored', 0, 'thresholds: must hold 0 < stored ≤ shown ≤ strong ≤ 1'],
    ['thresholds.shown', null, 'thresholds.shown: must be a finite number'],
    ['thresholds.strong', 1.01, 'thresholds: must hold 0 < stored ≤ shown ≤ strong ≤ 1'],
    ['thresholds.shownPerDecision', '3', 'thresholds.shownPerDecision: must be a finite number'],
    ['labels', null, 'labels: must be an object'],
    ['labels.panic_sell', 7, 'labels.panic_sell: must be an object'],
    ['labels.panic_sell.baseRate', 0, 'labels.panic_sell.baseRate: must lie between 0 and 1'],
    ['labels.panic_sell.intercept', 'a', 'labels.panic_sell.intercept: must be a finite number'],
    ['labels.panic_sell.features', {}, 'labels.panic_sell.features: must be a list'],
    ['labels.panic_sell.features.0', null, 'labels.panic_sell.features[0]: must be an object'],
    ['labels.panic_sell.features.0.name', 1, 'labels.panic_sell.features[0].name: must be a text'],
    ['labels.panic_sell.features.1.name', 'dip1', 'labels.panic_sell.features[1].name: "dip1" comes twice'],
    [
      'labels.panic_sell.features.0.curve',
      [[0, 1]],
      `${CURVE}: must be at least two pairs of ascending values`,
    ],
    ['labels.panic_sell.features.0.curve.0', 3, `${CURVE}[0]: must be a list`],
    ['labels.panic_sell.features.0.curve.0.1', null, `${CURVE}[0][1]: must be a finite number`],
    ['labels.panic_sell.calibration', [[0, 0]], CALIBRATION],
    [
      'labels.panic_sell.calibration',
      [
        [0.1, 0],
        [1, 1],
      ],
      CALIBRATION,
    ],
    [
      'labels.panic_sell.calibration',
      [
        [0, 0],
        [0.9, 1],
      ],
      CALIBRATION,
    ],
    [
      'labels.panic_sell.calibration',
      [
        [0, 0.5],
        [1, 0.4],
      ],
      CALIBRATION,
    ],
    [
      'labels.panic_sell.calibration',
      [
        [0, -0.1],
        [1, 1],
      ],
      CALIBRATION,
    ],
    [
      'labels.panic_sell.calibration',
      [
        [0, 0],
        [1, 1.1],
      ],
      CALIBRATION,
    ],
    [
      'labels.panic_sell.calibration',
      [
        [0, 0],
        [0.5, 0.2],
        [0.5, 0.3],
        [1, 1],
      ],
      CALIBRATION,
    ],
  ])('is refused for %s of %j', (path, value, problem) => {
    const problems = problemsOf((json) => {
      const keys = path.split('.');
      const last = keys.pop() ?? '';
      const at = keys.reduce<Record<string, unknown>>((row, key) => row[key] as typeof row, json);
      at[last] = value;
    });
    expect(problems).toContain(problem);
  });
});
