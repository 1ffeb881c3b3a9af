import type { Decimal } from '@twin/shared/primitives/decimal';
import type { Label } from '@twin/shared/primitives/label';
import {
  countFact,
  dateFact,
  directionFact,
  durationFact,
  type Facts,
  moneyFact,
  percentFact,
} from './fact.ts';
import { LABEL_WORDS } from './labelWords.ts';
import { type Reflection, reflect, verified } from './reflect.ts';
import type { TaggedDecision } from './wording.ts';

/** What the answers may use, read from the materialised tables in one go. */
export interface AccountFacts {
  /** Tags of the decision that is asked about, else those of the newest tagged decision; surest first. */
  tags: readonly TaggedDecision[];
  verdicts: readonly {
    label: Label;
    verdict: 'supported' | 'not_supported' | 'not_enough_data';
    n: number;
    needed: number;
  }[];
  /** Per quote asset, the most used first. */
  results: readonly {
    asset: string;
    realisedPnl: Decimal;
    fees: Decimal;
    episodes: number;
    winRate: number | null;
  }[];
  /** The local week with the lowest realised result. */
  worstWeek: { start: number; realisedPnl: Decimal; asset: string; trades: number } | null;
  /** Decisions with a shown tag among all, in the newest window and before it. */
  recent: { windowMs: number; tagged: number; decisions: number };
  before: { tagged: number; decisions: number };
}

/** Questions that the facts can answer. */
export type Intent = 'why' | 'cost' | 'improving' | 'worst_week' | 'patterns' | 'results' | 'help';

const INTENTS: readonly [Intent, RegExp][] = [
  ['worst_week', /\b(worst|hardest|most expensive)\b.*\b(week|weeks)\b/i],
  ['why', /\b(why|reason|explain|evidence|flagged|this tag)\b/i],
  ['improving', /\b(better|improv\w*|progress|worse|trend|changed?)\b/i],
  ['cost', /\b(costs?|fees?|expensive|paid|pay)\b/i],
  ['patterns', /\b(patterns?|habits?|bias(es)?|mistakes?|weakness\w*)\b/i],
  ['results', /\b(results?|profit|p&l|pnl|how (am|did) i|performance|summary|win rate|winrate)\b/i],
];

/** What the question asks for, by its words; `help` when nothing fits. */
export function intentOf(question: string): Intent {
  return INTENTS.find(([, pattern]) => pattern.test(question))?.[0] ?? 'help';
}

/** Answers from facts alone; the same facts give the same bytes. */
export function answer(intent: Intent, account: AccountFacts): Reflection {
  return ANSWERS[intent](account);
}

const ANSWERS: Record<Intent, (account: AccountFacts) => Reflection> = {
  why: answerWhy,
  cost: answerCost,
  improving: answerImproving,
  worst_week: answerWorstWeek,
  patterns: answerPatterns,
  results: answerResults,
  help: () =>
    plain(
      'I answer from your own numbers. Ask me: why was this tagged, what did it cost, am I improving, ' +
        'show me my worst week, which patterns do you see, how are my results.',
    ),
};

const NOTHING_YET = 'There are no scored decisions yet. Import a file of trades first.';

function plain(text: string): Reflection {
  return verified(text, {});
}

function answerWhy({ tags }: AccountFacts): Reflection {
  const [tag] = tags;
  if (!tag) return plain('There is no tag to explain yet.');
  const reflection = reflect(tag);
  const strongest = Object.entries(tag.features)
    .filter(([, { contribution }]) => contribution > 0)
    .toSorted((a, b) => b[1].contribution - a[1].contribution || (a[0] < b[0] ? -1 : 1))

    .flatMap(([name]) => FEATURE_WORDS[name] ?? [])
    .slice(0, 3);
  if (strongest.length === 0) return reflection;
  return verified(`${reflection.text} What weighed most: ${strongest.join(', ')}.`, reflection.facts);
}

/** Measurements in words, without numbers and directions; what has no words here is not named. */
const FEATURE_WORDS: Record<string, string> = {
  recency: 'how soon it came',
  lossRatio: 'the size of the result that came before',
  lnSizeRatio: 'the size against your usual one',
  losingStreak: 'the streak that came before',
  sameSymbol: 'the same symbol again',
  lnRelativeRisk: 'how often you do this in such a state',
  depthAtrHalves: 'the distance from your average cost',
  lnAddRatio: 'the size of the add against the entry before it',
  adds: 'the number of adds',
  exposureZ: 'the exposure against your usual one',
  gainShortfall: 'a small result against your usual ones',
  holdShortfall: 'a short hold against your usual ones',
  dispositionFraction: 'how readily you close such positions',
  trendIntact: 'the trend, which was still intact',
  z24: 'the strength of the move of the day before',
  z6: 'the strength of the move of the hours before',
  bandPosition: 'the place in the price band',
  nearExtreme: 'a price at the extreme of the week',
  dip6: 'the strength of the move of the hours before',
  dip24: 'the strength of the move of the day before',
  lossAtrHalves: 'the distance from your average cost',
  closedShare: 'the share of the position that was closed',
  burst: 'other exits in the same hour',
  lnExcess: 'the number of entries against your usual day',
  sizeZ: 'the size against your usual one',
  nearBreakEven: 'the closeness to your average cost',
  adverseAtrHalves: 'how far away the price had been',
  lnHoldRatio: 'the length of the hold',
};

function answerCost({ results }: AccountFacts): Reflection {
  const [main] = results;
  if (!main) return plain(NOTHING_YET);
  return verified(
    'Fees so far: {fees}, over {episodes}. What a single pattern cost is only stated with an interval; ' +
      'open a decision and hold it against what you did to see it for that decision.',
    {
      fees: moneyFact(main.fees, main.asset),
      episodes: countFact(main.episodes, 'closed position', 'closed positions'),
    },
  );
}

/** Below this, a change of rates is noise. */
const DECISIONS_MINIMUM = 20;

function answerImproving({ recent, before }: AccountFacts): Reflection {
  const facts: Facts = {
    window: durationFact(recent.windowMs),
    recent: countFact(recent.tagged, 'tagged decision', 'tagged decisions'),
    recentAll: countFact(recent.decisions, 'decision', 'decisions'),
    before: countFact(before.tagged, 'tagged decision', 'tagged decisions'),
    beforeAll: countFact(before.decisions, 'decision', 'decisions'),
  };
  const counts = 'In the newest {window}: {recent} of {recentAll}; before that: {before} of {beforeAll}.';
  if (recent.decisions < DECISIONS_MINIMUM || before.decisions < DECISIONS_MINIMUM) {
    return verified(`${counts} That is too little on either side to call it a change.`, facts);
  }
  facts['recentShare'] = percentFact(recent.tagged / recent.decisions);
  facts['beforeShare'] = percentFact(before.tagged / before.decisions);
  return verified(`${counts} As shares: {recentShare} against {beforeShare}.`, facts);
}

function answerWorstWeek({ worstWeek }: AccountFacts): Reflection {
  if (!worstWeek) return plain('There is no closed week to compare yet.');
  return verified('Your lowest week began on {start}: {result} over {trades}.', {
    start: dateFact(worstWeek.start),
    result: moneyFact(worstWeek.realisedPnl, worstWeek.asset),
    trades: countFact(worstWeek.trades, 'trade', 'trades'),
  });
}

function answerPatterns({ verdicts }: AccountFacts): Reflection {
  if (verdicts.length === 0) return plain(NOTHING_YET);
  const supported = verdicts.filter(({ verdict }) => verdict === 'supported');
  const open = verdicts.filter(({ verdict }) => verdict === 'not_enough_data');
  const facts: Facts = {};
  const named = supported.map(({ label, n }, index) => {
    facts[`n${index}`] = countFact(n, 'decision', 'decisions');
    return `“${LABEL_WORDS[label].name}” ({n${index}})`;
  });
  facts['open'] = countFact(open.length, 'other pattern', 'other patterns');
  const rest = open.length > 0 ? ' For {open} there is not enough data yet.' : '';
  if (named.length === 0)
    return verified(`No pattern is supported by your own history so far.${rest}`, facts);
  return verified(`Your own history supports: ${named.join(', ')}.${rest}`, facts);
}

function answerResults({ results }: AccountFacts): Reflection {
  const [main] = results;
  if (!main) return plain(NOTHING_YET);
  const facts: Facts = {
    result: moneyFact(main.realisedPnl, main.asset),
    fees: moneyFact(main.fees, main.asset),
    episodes: countFact(main.episodes, 'closed position', 'closed positions'),
  };
  if (main.winRate === null)
    return verified('Realised: {result} net of {fees} fees, over {episodes}.', facts);
  facts['rate'] = percentFact(main.winRate);
  facts['winner'] = directionFact('gain');
  return verified(
    'Realised: {result} net of {fees} fees, over {episodes}; {rate} of them closed with a {winner}.',
    facts,
  );
}
