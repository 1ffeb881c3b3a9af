import { expect, it } from 'vitest';
import { committedModel } from '../../test/randomTrader.ts';
import { type FoundTag, shownTags, storedTags } from './tag.ts';

const thresholds = { ...committedModel().thresholds, stored: 0.2, shown: 0.6, shownPerDecision: 2 };
const tag = (label: FoundTag['label'], confidence: number): FoundTag => ({
  decisionId: 'd',
  label,
  confidence,
});

it('tags are kept from the lower threshold on', () => {
  const tags = [tag('fomo_chase', 0.1999), tag('panic_sell', 0.2), tag('break_even', 0.9)];
  expect(storedTags(tags, thresholds)).toEqual(tags.slice(1));
});

it('of one decision the surest are shown from the upper one on, the first of equals before the others', () => {
  const tags = [
    tag('fomo_chase', 0.6),
    tag('size_drift', 0.5999),
    tag('panic_sell', 0.6),
    tag('break_even', 0.9),
  ];
  expect(shownTags(tags, thresholds)).toEqual([tags[3], tags[0]]);
  expect(shownTags(tags.slice(0, 2), thresholds)).toEqual([tags[0]]);
});
