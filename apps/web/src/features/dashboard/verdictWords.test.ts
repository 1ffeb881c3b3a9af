import { describe, expect, it } from 'vitest';
import { basisOf, plainMeasure, reasonOf } from './verdictWords.ts';

const effect = { name: 'entries ÷ expected', value: 1.8, ciLow: 1.2, ciHigh: 2.6, estimator: 'counts' };
const REPORT = {
  label: 'fomo_chase',
  verdict: 'not_supported',
  ...{ n: 94, needed: 0, effect, qValue: 0.02 },
} as const;

it('what was counted stands with its unit', () => {
  expect(basisOf({ label: 'overtrading', n: 1 })).toBe('1 day');
  expect(basisOf({ label: 'fomo_chase', n: 1150 })).toBe('1,150 entries');
  expect(basisOf({ label: 'averaging_down', n: 115 })).toBe('115 adds and exits');
});

describe('the reason of a verdict', () => {
  it.each([
    [{ effect: { ...effect, ciLow: 0.7 } }, 'The interval contains no effect: it may be nothing.'],
    [
      { effect: { ...effect, ciLow: 0.7, ciHigh: null } },
      'The interval contains no effect: it may be nothing.',
    ],
    [{ effect: { ...effect, ciLow: 0.4, ciHigh: 0.8 } }, 'The effect goes the other way.'],
    [{ qValue: 0.3 }, 'Chance alone gives as much too often.'],
    [{}, 'The effect is too small or too unsure to count.'],
    [{ effect: null, qValue: null }, 'The effect is too small or too unsure to count.'],
  ])('that is not supported: %o', (change, reason) => {
    expect(reasonOf({ ...REPORT, ...change })).toBe(reason);
  });

  it('that is supported speaks of chance only where it was asked', () => {
    const supported = { ...REPORT, verdict: 'supported' } as const;
    expect(reasonOf(supported)).toBe('Very likely more than a trifle, and chance rarely gives as much.');
    expect(reasonOf({ ...supported, qValue: null })).toBe('Very likely more than a trifle.');
  });

  it('for want of data says what is missing', () => {
    const scarce = { ...REPORT, verdict: 'not_enough_data', n: 15, needed: 45, effect: null } as const;
    expect(reasonOf(scarce)).toBe('A verdict needs 45 more entries.');
    expect(reasonOf({ ...scarce, needed: 1, effect })).toBe(
      'A verdict needs 1 more entry. So far an early signal, drawn towards no effect.',
    );
    expect(reasonOf({ ...scarce, n: 68, needed: 3 })).toBe(
      'One side of the comparison is too thin: 3 more needed there.',
    );
  });
});

it('a measure is named for a trader, an unknown one as it is', () => {
  expect(plainMeasure('PGR − PLR')).toBe('share of gains closed less share of losses closed');
  expect(plainMeasure('entries ÷ expected')).toBe('entries ÷ expected');
});
