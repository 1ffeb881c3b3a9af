import { DECISION_LABELS, type DecisionLabel } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';
import { committedModel, marketOf, randomCandles, randomTrader } from '../../test/randomTrader.ts';
import { scoreHistory } from '../biases/scorer.ts';
import { shownTags } from '../biases/tag.ts';
import { replay } from '../ledger/replay.ts';
import { randomFrom } from '../stats/random.ts';
import { falsePositiveRates, shuffledCopy } from './shuffledCopies.ts';

// A lower bar than the product's, so that few decisions show every label often enough to be compared.
const committed = committedModel();
const model = { ...committed, thresholds: { ...committed.thresholds, stored: 0.1, shown: 0.1 } };
const SYMBOLS = ['AAA-USD', 'BBB-USD', 'CCC-USD', 'DDD-USD'];
const ACCOUNTS = 600;
const DECISIONS = 80;

interface Tally {
  tagged: number;
  reported: number;
}

/** Tags of accounts with shuffled times, and how many the rates reported for the same accounts announce. */
function tally(): Map<DecisionLabel, Tally> {
  const tallies = new Map<DecisionLabel, Tally>(
    DECISION_LABELS.map((label) => [label, { tagged: 0, reported: 0 }]),
  );
  const markets = [1, 2, 3, 4].map((seed) => randomCandles(seed, SYMBOLS, 2200));
  for (let seed = 1; seed <= ACCOUNTS; seed += 1) {
    const candles = markets[seed % markets.length] ?? [];
    const market = marketOf(candles);
    const meanGapMs = [10_800_000, 21_600_000, 43_200_000][seed % 3] ?? 21_600_000;
    const trader = { seed, decisions: DECISIONS, notional: 5000, meanGapMs, burstEveryDays: 17 };
    const { decisions } = replay(randomTrader(trader, candles));
    const account = shuffledCopy(decisions, market, randomFrom(seed));
    for (const { label, confidence } of scoreHistory(model, account, market, (tags) =>
      shownTags(tags, model.thresholds),
    )) {
      const known = tallies.get(label);
      // Of a choice among open positions shuffled times leave nothing that the product would show.
      const isTold = label !== 'disposition_effect' || confidence >= committed.thresholds.shown;
      if (known && isTold) known.tagged += 1;
    }
    for (const [label, rate] of falsePositiveRates(model, account, market, seed + 1)) {
      const known = tallies.get(label);
      if (known) known.reported += rate * account.length;
    }
  }
  return tallies;
}

describe('the false-positive rate', () => {
  it('lies within 20 % of the mean tag rate of 600 accounts with shuffled times, for every label', {
    timeout: 600_000,
  }, () => {
    const { disposition_effect: disposition, ...others } = Object.fromEntries(tally());
    for (const [label, { tagged, reported }] of Object.entries(others)) {
      expect(tagged, label).toBeGreaterThan(30);
      expect(Math.abs(reported / tagged - 1), label).toBeLessThan(0.2);
    }
    expect(disposition?.tagged).toBe(0);
  });
});
