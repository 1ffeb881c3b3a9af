import { expect, it } from 'vitest';
import { readEvidence } from './evidence.ts';

it('the facts of a tag read as sentences, the weightiest first, unmeasured ones left out', () => {
  const evidence = readEvidence({
    minutesSinceLoss: { value: 38, contribution: 0 },
    recency: { value: 0.85, contribution: 2.1 },
    lnSizeRatio: { value: Math.log(1.8), contribution: 0.6 },
    lnRelativeRisk: { value: Math.log(0.5), contribution: -0.7 },
    dust: { value: 0, contribution: 0 },
    broken: 'not a measurement',
  });
  expect(evidence.map(({ words }) => words)).toEqual([
    'Soon after the loss (nearness 0.85 of 1)',
    'In this situation you act 0.5× as often as at other times',
    'Size 1.8× your usual',
    '38 min after the last realised loss',
  ]);
});

it('a feature that is newer than the page is still shown, by its name', () => {
  expect(readEvidence({ weekendShare: { value: 0.5, contribution: 1 } })[0]?.words).toBe(
    'Weekend share: 0.50',
  );
});
