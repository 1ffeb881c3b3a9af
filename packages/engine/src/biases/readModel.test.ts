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
      'labels.size_drift.features: the feature "sizeZ" is missing',
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
});
