import { DECISION_LABELS } from '@twin/shared/primitives/label';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistorySummary, reflect, summarise } from './reflect.ts';
import { verifyText } from './verifier.ts';
import type { TaggedDecision } from './wording.ts';

const FEATURES = [
  'minutesSinceLoss',
  'lnSizeRatio',
  'depth',
  'adds',
  'gain',
  'gainPercent',
  'losersHeld',
  'z24',
  'z6',
  'dip6',
  'dip24',
  'closedShare',
  'entriesToday',
  'usualPerDay',
  'lnPace',
  'streak',
  'sizeRatio',
] as const;
const COUNTS = new Set<string>(['adds', 'entriesToday', 'streak', 'losersHeld']);

const features = fc
  .tuple(
    ...FEATURES.map((name) =>
      fc.option(
        COUNTS.has(name) ? fc.integer({ min: -50, max: 50 }) : fc.double({ min: -6, max: 300, noNaN: true }),
      ),
    ),
  )
  .map((values) =>
    Object.fromEntries(
      values.flatMap((value, i) => (value === null ? [] : [[FEATURES[i], { value, contribution: 0 }]])),
    ),
  );

const tagged: fc.Arbitrary<TaggedDecision> = fc.record({
  decisionId: fc.uuid(),
  label: fc.constantFrom(...DECISION_LABELS),
  confidence: fc.double({ min: 0.6, max: 1, noNaN: true }),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  symbol: fc.constantFrom('BTC-USD', 'ETH-BTC', '1INCH-USDT', 'HYPE-USDC', 'GAIN-USD', 'UP-USDT', 'SELL-USD'),
  ts: fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) }),
  features,
});

const zones = fc.constantFrom('UTC', '+05:30', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati');

const REENTRY: TaggedDecision = {
  decisionId: 'd1',
  label: 'revenge_trade',
  confidence: 0.823,
  side: 'buy',
  symbol: 'BTC-USD',
  ts: Date.UTC(2025, 2, 12, 22),
  features: {
    minutesSinceLoss: { value: 38, contribution: 2 },
    lnSizeRatio: { value: Math.log(1.8), contribution: 1 },
  },
};

describe('what the coach says about a decision', () => {
  it('is bound to its facts for every label, every measurement and every clock', () => {
    fc.assert(
      fc.property(tagged, zones, (tag, zone) => {
        const { text, facts } = reflect(tag, zone);
        expect(verifyText(text, facts)).toEqual([]);
        expect(text.split(' ').length).toBeLessThan(80);
      }),
      { numRuns: 2_000 },
    );
  });

  it('names the pattern, the evidence, another explanation and a question', () => {
    expect(reflect(REENTRY, 'UTC').text).toBe(
      'On 12 Mar 2025 you bought BTC-USD 38 min after closing a loss, at 1.8x your usual size. ' +
        'This fits the pattern “quick re-entry” (confidence 82 %); it may also have been a planned re-entry. ' +
        'Which rule did this entry follow?',
    );
  });

  it('tells the day of the person’s clock, and keeps the moment itself', () => {
    const { text, facts } = reflect(REENTRY, 'Asia/Kolkata');
    expect(text).toContain('On 13 Mar 2025 you bought');
    expect(facts['day']).toMatchObject({ value: '2025-03-12T22:00:00.000Z', text: '13 Mar 2025' });
    expect(reflect(REENTRY, 'America/New_York').text).toContain('On 12 Mar 2025 you bought');
  });
});

it('says how far from the cost an exit at the entry price was', () => {
  const features = { gainPercent: { value: -0.61, contribution: 0.4 } };
  const { text } = reflect({ ...REENTRY, label: 'break_even', side: 'sell', features }, 'UTC');
  expect(text).toContain('you sold BTC-USD at −0.6 % against your average cost');
});

describe('the summary of an import', () => {
  const history: HistorySummary = {
    fills: 1430,
    decisions: 176,
    firstTs: Date.UTC(2024, 8, 20),
    lastTs: Date.UTC(2025, 3, 21),
    tagged: { revenge_trade: 3, averaging_down: 9 },
  };

  it('counts what was read and names the most frequent pattern', () => {
    const { text } = summarise(history, 'UTC');
    expect(text).toContain('1,430 trades from 20 Sep 2024 to 21 Apr 2025: 176 decisions');
    expect(text).toContain('12 tags');
    expect(text).toContain('“adding against the move” with 9 decisions');
  });

  it('begins and ends on the days of the person’s clock', () => {
    expect(summarise(history, 'America/New_York').text).toContain('from 19 Sep 2024 to 20 Apr 2025');
    expect(summarise(history, 'Asia/Kolkata').text).toContain('from 20 Sep 2024 to 21 Apr 2025');
  });
});
