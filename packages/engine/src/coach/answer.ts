import { absolute, type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Label } from '@twin/shared/primitives/label';
import { CALM_TEXT } from './distress.ts';
import {
  countFact,
  dateFact,
  directionFact,
  durationFact,
  type Facts,
  moneyFact,
  percentFact,
} from './fact.ts';
import { FEATURE_WORDS } from './featureWords.ts';
import { LABEL_WORDS } from './labelWords.ts';
import { type Reflection, reflect, verified } from './reflect.ts';
import type { TaggedDecision } from './wording.ts';

/** What the answers may use, read from the materialised tables in one go. */
export interface AccountFacts {
  /** Whose clock tells the days. */
  zone: string;
  /** Tags of the decision that is asked about, else those of the newest tagged decision; surest first. */
  tags: readonly TaggedDecision[];
  verdicts: readonly {
    label: Label;
    verdict: 'supported' | 'not_supported' | 'not_enough_data';
    n: number;
    needed: number;
    /** What the pattern cost over the whole history, by a replay without it; null: not known. */
    cost: { asset: string; value: Decimal; low: Decimal | null; high: Decimal | null } | null;
  }[];
  /** Per settlement asset, the most used first. */
  results: readonly {
    asset: string;
    /** Net of the fees that belong to it. */
    realisedPnl: Decimal;
    /** Of every fill, those of open positions included: more than what the realised result is net of. */
    fees: Decimal;
    /** Closed positions of known result: the n of the win rate. */
    knownEpisodes: number;
    winRate: number | null;
  }[];
  /** The local week with the lowest realised result; `start` is its Monday as a date, at midnight UTC. */
  worstWeek: { start: number; realisedPnl: Decimal; asset: string; trades: number } | null;
  /** Decisions with a shown tag among all, in the newest window and before it. */
  recent: { windowMs: number; tagged: number; decisions: number };
  before: { tagged: number; decisions: number };
}

/** Questions that the facts can answer. */
export type Intent =
  | 'strain'
  | 'why'
  | 'cost'
  | 'improving'
  | 'worst_week'
  | 'rule'
  | 'patterns'
  | 'results'
  | 'note'
  | 'help';

const INTENTS: readonly [Intent, RegExp][] = [
  [
    'strain',
    /\b(hopeless|desperate|suicid\w*|kill myself|end it all|lost everything|can('|’)?t (sleep|stop|go on|take (it|this))|panic attack|ruined)\b/i,
  ],
  ['worst_week', /\b(worst|hardest|most expensive)\b.*\b(week|weeks)\b/i],
  ['rule', /\b(rules?|guard\w*|what (would|could|can) help|limit myself)\b/i],
  [
    'why',
    /^\W*why\W*$|\b(explain|evidence|flag(ged)?|tag(s|ged)?|(why|reason)\b.*\b(this|that|it|pattern))\b/i,
  ],
  ['improving', /\b(better|improv\w*|progress|worse|trend|changed?)\b/i],
  ['cost', /\b(costs?|fees?|expensive|paid|pay)\b/i],
  ['patterns', /\b(patterns?|habits?|bias(es)?|mistakes?|weakness\w*)\b/i],
  ['results', /\b(results?|profit|p&l|pnl|how (am|did) i|performance|summary|win rate|winrate)\b/i],
];

/** Shorter statements are greetings. */
const NOTE_WORDS = 4;

/** What the question asks for, by its words; a statement is a note, and `help` is for what nothing fits. */
export function intentOf(question: string): Intent {
  const asked = INTENTS.find(([, pattern]) => pattern.test(question))?.[0];
  if (asked === 'strain') return asked;
  const isStatement = !question.includes('?') && question.trim().split(/\s+/).length >= NOTE_WORDS;
  const isRequest = /^\s*(show|tell|explain|which|what|why|how|am i|list)\b/i.test(question);
  if (isStatement && !isRequest) return 'note';
  return asked ?? 'help';
}

/** Answers from facts alone; the same facts give the same bytes. */
export function answer(intent: Intent, account: AccountFacts): Reflection {
  return ANSWERS[intent](account);
}

const ANSWERS: Record<Intent, (account: AccountFacts) => Reflection> = {
  strain: () => plain(CALM_TEXT),
  why: answerWhy,
  cost: answerCost,
  improving: answerImproving,
  worst_week: answerWorstWeek,
  rule: answerRule,
  patterns: answerPatterns,
  results: answerResults,
  note: () => plain('Noted, and kept here in your own words. Which rule or plan does it belong to?'),
  help: () =>
    plain(
      'I answer from your own numbers. Ask me: why was this tagged, what did it cost, am I improving, ' +
        'show me my worst week, which patterns do you see, which rule would help, how are my results. ' +
        'What is not a question is kept as a note.',
    ),
};

const NOTHING_YET = 'There are no scored decisions yet. Import a file of trades first.';

function plain(text: string): Reflection {
  return verified(text, {});
}

function answerWhy({ tags, zone }: AccountFacts): Reflection {
  const [tag] = tags;
  if (!tag) return plain('There is no marked pattern to explain here.');
  const reflection = reflect(tag, zone);
  const strongest = Object.entries(tag.features)
    .filter(([, { contribution }]) => contribution > 0)
    .toSorted((a, b) => b[1].contribution - a[1].contribution || (a[0] < b[0] ? -1 : 1))
    .flatMap(([name]) => FEATURE_WORDS[name] ?? []);
  if (strongest.length === 0) return reflection;
  const named = [...new Set(strongest)].slice(0, 3);
  return verified(`${reflection.text} What weighed most: ${named.join(', ')}.`, reflection.facts);
}

/** Of every fill, so no number of closed positions is said of them. */
const FEES = 'Fees so far, those of open positions included: {fees}.';

function answerCost(account: AccountFacts): Reflection {
  const [main] = account.results;
  if (!main) return plain(NOTHING_YET);
  const facts: Facts = { fees: moneyFact(main.fees, main.asset) };
  const costs = pricedPatterns(account).map(({ label, cost }, index) => {
    facts[`cost${index}`] = moneyFact(cost.value, cost.asset);
    if (cost.low === null || cost.high === null) return `“${LABEL_WORDS[label].name}” {cost${index}}`;
    facts[`low${index}`] = moneyFact(cost.low, cost.asset);
    facts[`high${index}`] = moneyFact(cost.high, cost.asset);
    return `“${LABEL_WORDS[label].name}” {cost${index}} ({low${index}} to {high${index}})`;
  });
  if (costs.length === 0)
    return verified(
      `${FEES} What a single pattern cost is only stated with an interval; ` +
        'open a decision and hold it against what you did to see it for that decision.',
      facts,
    );
  return verified(
    `${FEES} What patterns cost over your history, with intervals (a negative amount has paid): ${costs.join('; ')}.`,
    facts,
  );
}

const PRICED_SHOWN = 3;

type Verdict = AccountFacts['verdicts'][number];
type Priced = Verdict & { cost: NonNullable<Verdict['cost']> };

/** Patterns of known cost: those of the asked decision first, then by the size of the cost. */
function pricedPatterns({ verdicts, tags }: AccountFacts): Priced[] {
  const asked = new Set<Label>(tags.map(({ label }) => label));
  return verdicts
    .filter((verdict): verdict is Priced => verdict.cost !== null)
    .toSorted(
      (a, b) =>
        Number(asked.has(b.label)) - Number(asked.has(a.label)) ||
        compareSize(b.cost.value, a.cost.value) ||
        (a.label < b.label ? -1 : 1),
    )
    .slice(0, PRICED_SHOWN);
}

function compareSize(a: Decimal, b: Decimal): number {
  const [left, right] = [absolute(a), absolute(b)];
  return left === right ? 0 : left > right ? 1 : -1;
}

/** Kinds of rules in words, by the pattern that they answer; a direction in them is a fact as everywhere. */
const RULES: Partial<Record<Label, { words: string; facts: Facts }>> = {
  revenge_trade: { words: 'a pause after a {loss}', facts: { loss: directionFact('loss') } },
  overtrading: { words: 'a number of entries a day', facts: {} },
  averaging_down: { words: 'no adding against the move', facts: {} },
  fomo_chase: { words: 'no entry after a strong move', facts: {} },
  panic_sell: { words: 'an exit level set beforehand', facts: {} },
  size_drift: { words: 'a largest position size', facts: {} },
};

function answerRule(account: AccountFacts): Reflection {
  if (account.verdicts.length === 0) return plain(NOTHING_YET);
  const [chosen] = answeredByRule(account);
  const rule = chosen && RULES[chosen.label];
  if (!chosen || !rule)
    return plain('Your history supports no pattern so far that a rule would answer. Ask again as it grows.');
  return verified(
    `The rule that answers “${LABEL_WORDS[chosen.label].name}” is ${rule.words}. Its back-test on your own history ` +
      'shows what it would have blocked, gains included, before you decide.',
    { ...rule.facts, gains: directionFact('gains') },
  );
}

/** Supported patterns that a rule answers: by what they measurably cost, then by how much was seen of them. */
function answeredByRule({ verdicts }: AccountFacts): Verdict[] {
  return verdicts
    .filter(({ label, verdict }) => verdict === 'supported' && RULES[label] !== undefined)
    .toSorted(
      (a, b) =>
        compareSize(measurableCost(b), measurableCost(a)) || b.n - a.n || (a.label < b.label ? -1 : 1),
    );
}

/** 0 where the interval does not lie above 0: what has paid, or may have, is no cost. */
function measurableCost({ cost }: Verdict): Decimal {
  return cost?.low && cost.low > ZERO ? cost.value : ZERO;
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
    start: dateFact(worstWeek.start, 'UTC'),
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
    facts[`n${index}`] = countFact(n, 'observation', 'observations');
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
  };
  const amounts = `Realised: {result} after fees. ${FEES}`;
  if (main.winRate === null) return verified(amounts, facts);
  const position = 'closed position of known result';
  facts['known'] = countFact(main.knownEpisodes, position, 'closed positions of known result');
  facts['rate'] = percentFact(main.winRate);
  facts['winner'] = directionFact('gain');
  return verified(`${amounts} Of {known}, {rate} closed with a {winner}.`, facts);
}
