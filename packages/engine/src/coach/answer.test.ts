import { decimal } from '@twin/shared/primitives/decimal';
import type { Label } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../biases/registry.ts';
import { type AccountFacts, answer, type Intent, intentOf } from './answer.ts';
import { LABEL_WORDS } from './labelWords.ts';
import { verifyText } from './verifier.ts';

const EMPTY: AccountFacts = {
  zone: 'UTC',
  tags: [],
  verdicts: [],
  results: [],
  worstWeek: null,
  recent: { windowMs: 30 * 86_400_000, tagged: 0, decisions: 0 },
  before: { tagged: 0, decisions: 0 },
};

const FULL: AccountFacts = {
  zone: 'UTC',
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
    {
      label: 'revenge_trade',
      verdict: 'supported',
      n: 34,
      needed: 0,
      cost: { asset: 'USD', value: decimal('812.4'), low: decimal('301.5'), high: decimal('1300') },
    },
    { label: 'early_exit', verdict: 'not_enough_data', n: 4, needed: 56, cost: null },
  ],
  results: [
    {
      asset: 'USD',
      realisedPnl: decimal('-1234.5'),
      fees: decimal('88.1'),
      knownEpisodes: 41,
      winRate: 0.44,
    },
  ],
  worstWeek: { start: Date.UTC(2025, 0, 6), realisedPnl: decimal('-900'), asset: 'USD', trades: 31 },
  recent: { windowMs: 30 * 86_400_000, tagged: 3, decisions: 60 },
  before: { tagged: 12, decisions: 100 },
};

const INTENTS: Intent[] = [
  'strain',
  'why',
  'cost',
  'improving',
  'worst_week',
  'rule',
  'patterns',
  'results',
  'note',
  'help',
];

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
    ['Why was this tagged?', 'why'],
    ['Why?', 'why'],
    ['Why did I lose money in June?', 'help'],
    ['what did it cost me', 'cost'],
    ['Am I getting better?', 'improving'],
    ['show me my worst week', 'worst_week'],
    ['Which habits do you see?', 'patterns'],
    ['How did I do?', 'results'],
    ['Which rule would help?', 'rule'],
    ['Why did I sell there? I lost everything', 'strain'],
    ['I was tired and skipped the plan', 'note'],
    ['I do not know why I sold', 'note'],
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

  it('states what a pattern cost with its interval, and in hard times where help is, without an amount', () => {
    expect(answer('cost', FULL).text).toContain('“quick re-entry” 812.40 USD (301.50 USD to 1,300.00 USD)');
    expect(answer('cost', { ...FULL, verdicts: [] }).text).toContain('only stated with an interval');
    expect(answer('strain', FULL).text).not.toMatch(/\d/);
  });

  it('tells a decision’s day on the person’s clock, and a week by the Monday that its days were counted to', () => {
    const late = FULL.tags.map((tag) => ({ ...tag, ts: Date.UTC(2025, 0, 24, 23) }));
    const inKolkata = { ...FULL, zone: 'Asia/Kolkata', tags: late };
    expect(answer('why', inKolkata).text).toContain('On 25 Jan 2025 you sold');
    expect(answer('why', { ...inKolkata, zone: 'America/New_York' }).text).toContain('On 24 Jan 2025 you');
    for (const zone of ['Asia/Kolkata', 'America/New_York'])
      expect(answer('worst_week', { ...FULL, zone }).text).toContain('began on 6 Jan 2025');
  });

  it('names the rule that answers the costliest pattern', () => {
    expect(answer('rule', FULL).text).toContain('“quick re-entry” is a pause after a loss');
  });

  it.each(DETECTORS.map(({ label, featureNames }) => [label, featureNames] as const))(
    'to "why" about %s can name whatever weighed most',
    (label, featureNames) => {
      const [tag] = FULL.tags;
      for (const name of featureNames) {
        const features = { [name]: { value: 0.5, contribution: 1 } };
        const { text, facts } = answer('why', { ...FULL, tags: tag ? [{ ...tag, label, features }] : [] });
        expect(verifyText(text, facts)).toEqual([]);
        expect(text).toMatch(/What weighed most: [a-z]/);
      }
    },
  );

  it('names what weighed most, three things at most, and what speaks against it never', () => {
    expect(answer('why', FULL).text).toContain('What weighed most: how soon it came.');
    const [tag] = FULL.tags;
    const names = DETECTORS.find(({ label }) => label === 'revenge_trade')?.featureNames ?? [];
    const weigh = (contribution: (index: number) => number) => {
      const features = Object.fromEntries(
        names.map((name, index) => [name, { value: 0.5, contribution: contribution(index) }]),
      );
      return answer('why', { ...FULL, tags: tag ? [{ ...tag, features }] : [] }).text;
    };
    const [, most] = weigh(() => 1).split('What weighed most: ');
    expect(most?.split(', ')).toHaveLength(3);
    expect(weigh(() => -1)).not.toContain('What weighed most');
    const alike = weigh((index) => (names[index]?.startsWith('recency') ? 9 : 1)).split('how soon it came');
    expect(alike).toHaveLength(2);
  });

  it('prices the patterns of the asked decision first, then the largest, gains included', () => {
    const verdict = (label: Label, value: string, bound: string | null = null) => {
      const end = bound === null ? null : decimal(bound);
      const cost = { asset: 'USD', value: decimal(value), low: end, high: end };
      return { label, verdict: 'supported' as const, n: 60, needed: 0, cost };
    };
    const verdicts = [
      verdict('early_exit', '50'),
      verdict('panic_sell', '-400'),
      verdict('overtrading', '50'),
      verdict('revenge_trade', '1', '1'),
    ];
    expect(answer('cost', { ...FULL, verdicts }).text).toMatch(
      /“quick re-entry” 1\.00 USD \(1\.00 USD to 1\.00 USD\); “[^”]+” −400\.00 USD; “[^”]+” 50\.00 USD\.$/,
    );
    const early = answer('cost', { ...FULL, verdicts: [...verdicts].reverse() }).text;
    expect(early).toBe(answer('cost', { ...FULL, verdicts }).text);
  });

  it('names a rule for the best supported pattern where none has a cost, and none where no rule answers', () => {
    const supported = (label: Label, n: number) => ({
      ...{ label, verdict: 'supported' as const, n, needed: 0, cost: null },
    });
    const rule = (verdicts: AccountFacts['verdicts']) => answer('rule', { ...FULL, verdicts }).text;
    expect(rule([supported('overtrading', 70), supported('size_drift', 90)])).toContain(
      'a largest position size',
    );
    expect(rule([supported('early_exit', 90)])).toContain('no pattern so far that a rule would answer');
    expect(rule([{ ...supported('overtrading', 70), verdict: 'not_supported' }])).toContain(
      'no pattern so far',
    );
  });

  it('names no rule against what has paid or may have, nor against what is not supported', () => {
    const verdict = (label: Label, bounds: readonly [string, string], is: 'supported' | 'not_supported') => {
      const [low, high] = [decimal(bounds[0]), decimal(bounds[1])];
      const cost = { asset: 'USD', value: (low + high) / 2n, low, high };
      return { label, verdict: is, n: 60, needed: 0, cost };
    };
    const rule = (verdicts: AccountFacts['verdicts']) => answer('rule', { ...FULL, verdicts }).text;
    const busy = verdict('overtrading', ['20', '200'], 'supported');
    expect(rule([verdict('fomo_chase', ['-900', '-100'], 'supported'), busy])).toContain('an unusually busy');
    expect(rule([verdict('panic_sell', ['-100', '1000'], 'supported'), busy])).toContain('an unusually busy');
    expect(rule([verdict('revenge_trade', ['500', '900'], 'not_supported'), busy])).toContain(
      'unusually busy',
    );
    expect(rule([busy, verdict('size_drift', ['300', '400'], 'supported')])).toContain('after a streak');
  });

  it.each(Object.keys(LABEL_WORDS) as Label[])('can name %s as a supported pattern', (label) => {
    const verdicts = [{ label, verdict: 'supported' as const, n: 60, needed: 0, cost: null }];
    expect(answer('patterns', { ...FULL, verdicts }).text).toContain(LABEL_WORDS[label].name);
  });

  it('lists the supported patterns and says how many are still open', () => {
    expect(answer('patterns', FULL).text).toBe(
      'Your own history supports: “quick re-entry” (34 observations). For 1 other pattern there is not enough data yet.',
    );
    const [first] = FULL.verdicts;
    const refuted = first ? [{ ...first, verdict: 'not_supported' as const }] : [];
    expect(answer('patterns', { ...FULL, verdicts: refuted }).text).toBe(
      'No pattern is supported by your own history so far.',
    );
  });

  it('says of each number what it is of: fees of all fills, and a win rate of the positions of known result', () => {
    expect(answer('results', FULL).text).toBe(
      'Realised: −1,234.50 USD after fees. Fees so far, those of open positions included: 88.10 USD. ' +
        'Of 41 closed positions of known result, 44 % closed with a gain.',
    );
    expect(answer('cost', FULL).text).toMatch(
      /^Fees so far, those of open positions included: 88\.10 USD\. What/,
    );
    expect(answer('cost', FULL).text).not.toContain('closed');
  });

  it('leaves the win rate out where no closed position has a known result', () => {
    const [main] = FULL.results;
    const results = main ? [{ ...main, knownEpisodes: 0, winRate: null }] : [];
    expect(answer('results', { ...FULL, results }).text).toMatch(/included: 88\.10 USD\.$/);
  });
});
