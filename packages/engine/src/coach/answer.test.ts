import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { type AccountFacts, answer, type Intent, intentOf } from './answer.ts';
import { verifyText } from './verifier.ts';

const EMPTY: AccountFacts = {
  tags: [],
  verdicts: [],
  results: [],
  worstWeek: null,
  recent: { windowMs: 30 * 86_400_000, tagged: 0, decisions: 0 },
  before: { tagged: 0, decisions: 0 },
};

const FULL: AccountFacts = {
  tags: [
    {
      decisionId: 'd',
      label: 'revenge_trade',
      confidence: 0.9,
      side: 'sell',
      symbol: 'ETH-USD',
      ts: Date.UTC(2025, 0, 5),
      features: {
        minutesSinceLoss: { value: 12, contribution: 0 },
        recency: { value: 0.9, contribution: 2.1 },
      },
    },
  ],
  verdicts: [
    { label: 'revenge_trade', verdict: 'supported', n: 34, needed: 0 },
    { label: 'early_exit', verdict: 'not_enough_data', n: 4, needed: 56 },
  ],
  results: [
    { asset: 'USD', realisedPnl: decimal('-1234.5'), fees: decimal('88.1'), episodes: 41, winRate: 0.44 },
  ],
  worstWeek: { start: Date.UTC(2025, 0, 6), realisedPnl: decimal('-900'), asset: 'USD', trades: 31 },
  recent: { windowMs: 30 * 86_400_000, tagged: 3, decisions: 60 },
  before: { tagged: 12, decisions: 100 },
};

const INTENTS: Intent[] = ['why', 'cost', 'improving', 'worst_week', 'patterns', 'results', 'help'];

describe('an answer of the coach', () => {
  it.each(INTENTS.flatMap((intent) => [[intent, EMPTY] as const, [intent, FULL] as const]))(
    'to "%s" is bound to its facts, with and without a history',
    (intent, account) => {
      const { text, facts } = answer(intent, account);
      expect(verifyText(text, facts)).toEqual([]);
    },
  );

  it.each([
    ['Why this tag?', 'why'],
    ['what did it cost me', 'cost'],
    ['Am I getting better?', 'improving'],
    ['show me my worst week', 'worst_week'],
    ['Which habits do you see?', 'patterns'],
    ['How did I do?', 'results'],
    ['good morning', 'help'],
  ])('understands %j', (question, intent) => {
    expect(intentOf(question)).toBe(intent);
  });

  it('says the shares of tagged decisions only when both sides have enough decisions', () => {
    expect(answer('improving', FULL).text).toContain('5 % against 12 %');
    expect(answer('improving', { ...FULL, recent: { ...FULL.recent, decisions: 5 } }).text).toContain(
      'too little',
    );
  });

  it('names what weighed most', () => {
    expect(answer('why', FULL).text).toContain('What weighed most: how soon it came.');
  });
});
