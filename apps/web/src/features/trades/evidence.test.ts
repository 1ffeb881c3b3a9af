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

const words = (name: string, value: number) =>
  readEvidence({ [name]: { value, contribution: 1 } }).map((line) => line.words);

it('one and none are said in words of their own', () => {
  expect(words('losingStreak', 0)).toEqual(['One losing exit before']);
  expect(words('losingStreak', 2)).toEqual(['3 losing exits in a row before']);
  expect(words('spikeSystem', 0)).toEqual(['You enter without such moves as well']);
  expect(words('dipSystem', 0)).toEqual(['You exit without such moves as well']);
  expect(words('dipSystem', 0.5)).toEqual([
    'You exit into such moves and hardly otherwise (looks 50% rule-driven)',
  ]);
  expect(words('streak', -1)).toEqual(['After one loss']);
  expect(words('streak', 1)).toEqual(['After one gain']);
  expect(words('streak', -3)).toEqual(['After 3 losses in a row']);
});

it.each([
  ['trendIntact', 'The trend was not clearly intact', 'The trend was intact'],
  ['soldSpike', 'Not closed into a sharp move in your favour', 'Closed into a sharp move in your favour'],
  ['nearBreakEven', 'Not closed right next to the entry price', 'Closed right next to the entry price'],
  ['nearExtreme', 'Not at the extreme of the recent range', 'At the extreme of the recent range'],
  ['liquidation', 'No liquidation by the venue', 'A liquidation by the venue, not a choice'],
  ['takeProfitLike', 'No sign of a planned target', 'Looks like a planned target (100%)'],
  ['stopLike', 'No sign of a planned stop', 'Looks like a planned stop (100%)'],
  ['scheduledDca', 'No sign of a scheduled purchase', 'Looks like a scheduled purchase (100%)'],
  ['marketOrder', 'No market order', 'A market order'],
])('%s says when it is not so', (name, no, yes) => {
  expect(words(name, 0)).toEqual([no]);
  expect(words(name, 1)).toEqual([yes]);
});

it.each([
  ['beyondTrend', 0.03, 'Price 3.0% beyond the trend of the days before'],
  ['beyondTrend', -0.03, 'Price 3.0% short of the trend of the days before'],
  ['belowLast', 0.02, 'Price 2.0% on the losing side of your last one'],
  ['belowLast', -0.02, 'Price 2.0% on the winning side of your last one'],
  ['missedAtr', 1.5, 'Price 1.5 average ranges past your last exit'],
  ['missedAtr', -1.5, 'Price 1.5 average ranges short of your last exit'],
  ['lossAtrHalves', 0.6, 'Loss of 1.2 average ranges'],
  ['lossAtrHalves', -0.6, 'Gain of 1.2 average ranges'],
  ['calmSizeZ', -1.2, 'Size 1.2 standard deviations below your usual outside of streaks'],
  ['exposureZ', -1.2, 'Exposure 1.2 standard deviations below your usual'],
  ['belowCost', 0.02, 'Price 2.0% on the losing side of your own cost'],
  ['belowCost', 0, 'Not on the losing side of your own cost'],
  ['hoursSinceSpike', 0, 'No sharp move was under way before'],
])('%s at %d is told by its direction, never by a minus sign', (name, value, sentence) => {
  expect(words(name, value)).toEqual([sentence]);
});

it('how rare so many entries are is told from usual to the rarest that is measured', () => {
  expect(words('surprise', 0.29)).toEqual(['This many entries are usual for you']);
  expect(words('surprise', 2)).toEqual(['This many entries occur on 1 in 100 of your days']);
  expect(words('surprise', 4)).toEqual(['This many entries occur on 1 in 10,000 or more of your days']);
});

it('habits of closing are told without the terms of statistics', () => {
  const readier = 'At the pace at which you close losers, 30% of your winners would have stayed open longer';
  expect(words('dispositionFraction', 0.3)).toEqual([readier]);
  expect(words('lnOdds', Math.log(0.3 / 0.7))).toEqual([readier]);
  expect(words('lnGainHazard', Math.log(1.5))).toEqual([
    'Hour for hour, you close positions in gain 1.5× as often as positions in loss',
  ]);
  expect(words('lnGainSpread', Math.log(0.4))).toEqual([
    'Your gains are typically 40% smaller or larger than your usual one',
  ]);
});

it('a feature that is newer than the page is still shown, by its name', () => {
  expect(readEvidence({ weekendShare: { value: 0.5, contribution: 1 } })[0]?.words).toBe(
    'Weekend share: 0.50',
  );
});
