import { describe, expect, it } from 'vitest';
import { committedModel, marketOf, randomCandles, randomTrader } from '../../test/randomTrader.ts';
import { replay } from '../ledger/replay.ts';
import { scoreHistory } from './scorer.ts';
import { shownTags, type Tag } from './tag.ts';

const SYMBOLS = ['AAA-USD', 'BBB-USD', 'CCC-USD', 'DDD-USD'];
const model = committedModel();

/** A trader whose entries, sizes and exits know nothing of results; `seed` alone makes the history. */
function unbiased(seed: number, notional: number, meanGapMs: number) {
  const candles = randomCandles(seed, SYMBOLS, 4000);
  const fills = randomTrader({ seed, decisions: 600, notional, meanGapMs }, candles);
  const { decisions } = replay(fills);
  const tags = scoreHistory(model, decisions, marketOf(candles));
  const losses = decisions.filter(({ outcome }) => (outcome.closedEpisode?.realisedPnl ?? 0n) < 0n).length;
  return {
    decisions,
    losses,
    tags,
    shown: tags.filter((tag) => shownTags([tag], model.thresholds).length > 0),
  };
}

function plain(tags: readonly Tag[]) {
  return tags.map(({ decisionId, label, confidence }) => [decisionId, label, confidence]);
}

describe('an unbiased random trader', () => {
  it('gets the same tags at 5,000, 50,000 and 500,000 a trade', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const small = plain(unbiased(seed, 5_000, 3_600_000).tags);
      expect(small.length).toBeGreaterThan(0);
      expect(plain(unbiased(seed, 50_000, 3_600_000).tags)).toEqual(small);
      expect(plain(unbiased(seed, 500_000, 3_600_000).tags)).toEqual(small);
    }
  });

  it.each([900_000, 3_600_000, 14_400_000])('is rarely told of revenge when it acts every %i ms', (gap) => {
    let losses = 0;
    const shown = new Map<string, number>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const account = unbiased(seed, 5_000, gap);
      losses += account.losses;
      for (const { label } of account.shown) shown.set(label, (shown.get(label) ?? 0) + 1);
    }
    expect((shown.get('revenge_trade') ?? 0) / losses).toBeLessThan(0.1);
  });
});
