import { describe, expect, it } from 'vitest';
import { committedModel, marketOf, randomCandles, randomTrader } from '../../test/randomTrader.ts';
import { scoreHistory } from '../biases/scorer.ts';
import { initialState } from '../biases/state.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import { utcDay } from '../money/day.ts';
import { reviewHistory } from './review.ts';

const HOUR = 3_600_000;
const model = committedModel();

function history() {
  const candles = randomCandles(5, ['AAA-USD', 'BBB-USD'], 1500);
  const fills = randomTrader({ seed: 5, decisions: 160, notional: 5000, meanGapMs: 4 * HOUR }, candles);
  const market = marketOf(candles);
  const { decisions } = replay(fills, { sources: { ...NO_SOURCES, market } });
  return { decisions, market, settings: { model, sources: { ...NO_SOURCES, market }, dayOf: utcDay } };
}

describe('a history under review', () => {
  it('sees a decision with what came before it, and only the habits with what came after', () => {
    const { decisions, market, settings } = history();
    const [atEnd, halfway] = [initialState(), initialState()];
    scoreHistory(model, decisions, market, () => [], atEnd);
    const half = decisions.slice(0, 80);
    scoreHistory(model, half, market, () => [], halfway);
    const whole = reviewHistory(decisions, atEnd, settings);
    const early = reviewHistory(half, atEnd, settings);
    expect(early.length).toBeGreaterThan(80);
    expect(whole.slice(0, early.length)).toEqual(early);
    expect(reviewHistory(half, halfway, settings)).not.toEqual(early);
  });

  it('leaves the habits that it is given as they are', () => {
    const { decisions, market, settings } = history();
    const habits = initialState();
    scoreHistory(model, decisions, market, () => [], habits);
    const before = JSON.stringify(habits);
    reviewHistory(decisions, habits, settings);
    expect(JSON.stringify(habits)).toBe(before);
  });
});
