import { DECISION_LABELS } from '@twin/shared/primitives/label';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyText } from '../coach/verifier.ts';
import { composeDigest, countWords, WORDS_MAX } from './composeDigest.ts';
import { differenceOf } from './difference.ts';
import type { DigestInput, ReportedPattern, WeekExample } from './digestInput.ts';

const exampleOf = (change: Partial<WeekExample> = {}): WeekExample => ({
  decisionId: 'd1',
  label: 'revenge_trade',
  confidence: 0.9,
  side: 'sell',
  symbol: 'ETH-USD',
  ts: Date.UTC(2025, 0, 7, 22, 5),
  features: {
    minutesSinceLoss: { value: 12, contribution: 1 },
    lnSizeRatio: { value: 0.6, contribution: 1 },
  },
  outcome: 'loss',
  ...change,
});

const reportOf = (change: Partial<ReportedPattern> = {}): ReportedPattern => ({
  label: 'revenge_trade',
  verdict: 'supported',
  pValue: 0.01,
  qValue: 0.03,
  cost: { asset: 'USD', value: '-812.4', ciLow: '-1300', ciHigh: '-301.5' },
  ...change,
});

const INPUT: DigestInput = {
  zone: 'Europe/Berlin',
  week: {
    startTs: Date.UTC(2025, 0, 5, 23),
    endTs: Date.UTC(2025, 0, 12, 23),
    decisions: 34,
    untagged: 31,
    results: [{ asset: 'USD', realisedPnl: '-120.5', fees: '14.2', closed: 12 }],
    tagged: { revenge_trade: 3 },
    examples: [
      exampleOf(),
      exampleOf({ decisionId: 'd2', ts: Date.UTC(2025, 0, 9, 8, 30), outcome: 'gain' }),
    ],
  },
  context: {
    reports: [reportOf()],
    before: null,
    rules: [{ text: 'at most 5 trades a day', breaches: 0 }],
    isDistressed: false,
  },
};

const count = fc.integer({ min: 0, max: 2_000 });
const money = fc.integer({ min: -9_999_999, max: 9_999_999 }).map((cents) => (cents / 100).toFixed(2));
const label = fc.constantFrom(...DECISION_LABELS);
const anyInput: fc.Arbitrary<DigestInput> = fc
  .record({
    decisions: fc.integer({ min: 1, max: 5_000 }),
    untagged: count,
    results: fc.array(
      fc.record({
        asset: fc.constantFrom('USD', 'EUR', 'USDT', 'BTC'),
        realisedPnl: money,
        fees: money,
        closed: count,
      }),
      { maxLength: 4 },
    ),
    labels: fc.array(fc.tuple(label, fc.integer({ min: 1, max: 900 })), { maxLength: 8 }),
    examples: fc.array(
      fc.record({
        label,
        side: fc.constantFrom('buy' as const, 'sell' as const),
        streak: fc.integer({ min: -9, max: 9 }),
        size: fc.double({ min: -3, max: 3, noNaN: true }),
        outcome: fc.constantFrom('gain' as const, 'loss' as const, null),
      }),
      { maxLength: 8 },
    ),
    isDistressed: fc.boolean(),
    costs: fc.tuple(money, money, money),
    breaches: fc.integer({ min: 0, max: 2 }),
  })
  .map((drawn) => ({
    zone: 'America/New_York',
    week: {
      startTs: INPUT.week.startTs,
      endTs: INPUT.week.endTs,
      decisions: drawn.decisions,
      untagged: Math.min(drawn.untagged, drawn.decisions),
      results: drawn.results,
      tagged: Object.fromEntries(drawn.labels.map(([name, n]) => [name, Math.min(n, drawn.decisions)])),
      examples: drawn.examples.map((example, index) =>
        exampleOf({
          label: example.label,
          side: example.side,
          outcome: example.outcome,
          ts: INPUT.week.startTs + index * 7_777_777,
          features: {
            streak: { value: example.streak, contribution: 1 },
            lnSizeRatio: { value: example.size, contribution: 1 },
          },
        }),
      ),
    },
    context: {
      rules: [{ text: 'no averaging down for 30 min after a loss', breaches: drawn.breaches }],
      reports: drawn.labels.map(([name]) =>
        reportOf({
          label: name,
          cost: { asset: 'USD', value: drawn.costs[0], ciLow: drawn.costs[1], ciHigh: drawn.costs[2] },
        }),
      ),
      before: null,
      isDistressed: drawn.isDistressed,
    },
  }));

describe('a digest', () => {
  it('has the fixed structure, with everything bound', () => {
    const { parts, label: chosen, ruleKind } = composeDigest(INPUT);
    expect({ chosen, ruleKind }).toEqual({ chosen: 'revenge_trade', ruleKind: 'cooldown_after_loss' });
    expect(parts.map(({ kind }) => kind)).toEqual([
      'facts',
      'well',
      'pattern',
      'example',
      'example',
      'question',
      'plan',
      'limits',
    ]);
    expect(parts.map(({ text }) => text)).toEqual([
      'From 6 Jan 2025 to 12 Jan 2025 you took 34 decisions. −120.50 USD net over 12 closed positions, 14.20 USD of fees.',
      'What went well: your rule “at most 5 trades a day” was kept all week.',
      'The pattern “quick re-entry”: 3 tagged decisions, 9 % of the week (interval 3 % to 23 %). ' +
        'Cost over your whole history: −812.40 USD (−1,300.00 USD to −301.50 USD).',
      '7 Jan 2025, 23:05: you sold ETH-USD 12 min after closing a loss, at 1.8x your usual size.',
      '9 Jan 2025, 09:30: you sold ETH-USD 12 min after closing a loss, at 1.8x your usual size. ' +
        'It closed with a gain, which may be luck.',
      'Which rule did this entry follow?',
      'A plan to accept or edit: “If I close a loss, then I note the reason for the next entry before I open it.”',
      'Based on 34 decisions; your whole history supports the pattern. For reflection, not financial advice.',
    ]);
  });

  it('never exceeds 200 words, says only what its facts say, and is the same bytes each time', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const digest = composeDigest(input);
        expect(countWords(digest.text)).toBeLessThanOrEqual(WORDS_MAX);
        expect(verifyText(digest.text, digest.facts)).toEqual([]);
        expect(JSON.stringify(composeDigest(structuredClone(input)))).toBe(JSON.stringify(digest));
      }),
      { numRuns: 400 },
    );
  });

  it('speaks of the pattern that costs most among likely ones, and not of a week’s most frequent', () => {
    const week = { ...INPUT.week, tagged: { revenge_trade: 3, overtrading: 20 }, examples: [] };
    const cheap = reportOf({
      label: 'overtrading',
      cost: { asset: 'USD', value: '-1', ciLow: '-2', ciHigh: '0' },
    });
    expect(
      composeDigest({ ...INPUT, week, context: { ...INPUT.context, reports: [reportOf(), cheap] } }).label,
    ).toBe('revenge_trade');
    expect(composeDigest({ ...INPUT, week, context: { ...INPUT.context, reports: [] } }).label).toBe(
      'overtrading',
    );
  });

  it('does not tell an unchanged pattern in full again', () => {
    const before = { label: 'revenge_trade' as const, count: 3 };
    const { parts } = composeDigest({ ...INPUT, context: { ...INPUT.context, before } });
    expect(parts[2]?.text).toBe(
      'The pattern “quick re-entry” again: 3 tagged decisions, as in the digest before.',
    );
  });

  it('says no amount to a person in a hard week, and where help is first', () => {
    const { parts, text } = composeDigest({ ...INPUT, context: { ...INPUT.context, isDistressed: true } });
    expect(parts[0]?.kind).toBe('calm');
    expect(text).toContain('findahelpline.com');
    expect(text).not.toMatch(/\d USD/);
  });

  it('shows what a late fill has changed', () => {
    const late = { ...INPUT, week: { ...INPUT.week, decisions: 35, untagged: 32 } };
    expect(differenceOf(composeDigest(INPUT).facts, composeDigest(late).facts)).toEqual([
      { what: 'Decisions', before: '34 decisions', after: '35 decisions' },
    ]);
    expect(differenceOf(composeDigest(INPUT).facts, composeDigest(INPUT).facts)).toEqual([]);
  });
});
