import { describe, expect, it } from 'vitest';
import { chooseReflections } from './selection.ts';
import type { TaggedDecision } from './wording.ts';

const tag = (
  decisionId: string,
  label: TaggedDecision['label'],
  confidence: number,
  features: TaggedDecision['features'] = {},
): TaggedDecision => ({ decisionId, label, confidence, side: 'buy', symbol: 'BTC-USD', ts: 0, features });

const idsOf = (tags: readonly TaggedDecision[]): string[] => tags.map(({ decisionId }) => decisionId);

describe('the choice of what is said', () => {
  const tags = [
    tag('a', 'revenge_trade', 0.9),
    tag('b', 'revenge_trade', 0.95),
    tag('c', 'early_exit', 0.7),
    tag('d', 'early_exit', 0.65),
  ];

  it('takes the surest of each pattern before a second one of any, and no pattern twice in a row', () => {
    expect(idsOf(chooseReflections(tags, { limit: 2, lastLabel: null }))).toEqual(['b', 'c']);
    expect(idsOf(chooseReflections(tags, { limit: 9, lastLabel: null }))).toEqual(['b', 'c', 'a', 'd']);
    expect(idsOf(chooseReflections(tags.slice(0, 2), { limit: 9, lastLabel: null }))).toEqual(['b']);
  });

  it('goes on with another pattern than the one that was said last', () => {
    expect(idsOf(chooseReflections(tags, { limit: 2, lastLabel: 'revenge_trade' }))).toEqual(['c', 'b']);
    expect(chooseReflections(tags.slice(0, 2), { limit: 2, lastLabel: 'revenge_trade' })).toEqual([]);
  });

  it('is quiet about what a machine has probably traded', () => {
    const grid = tag('g', 'overtrading', 0.99, { gridBot: { value: 0.3, contribution: 0 } });
    const hand = tag('h', 'overtrading', 0.7, { gridBot: { value: 0.1, contribution: 0 } });
    expect(idsOf(chooseReflections([grid, hand], { limit: 5, lastLabel: null }))).toEqual(['h']);
  });

  it('never says more than the limit', () => {
    expect(chooseReflections(tags, { limit: 0, lastLabel: null })).toEqual([]);
  });
});
