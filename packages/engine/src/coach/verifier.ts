import type { Fact, Facts } from './fact.ts';
import { LABEL_WORDS } from './labelWords.ts';

/** Why a text may not be shown. */
export interface TextFault {
  kind:
    | 'unbound_number'
    | 'unbound_symbol'
    | 'unbound_direction'
    | 'advice'
    | 'forecast'
    | 'clinical'
    | 'shaming'
    | 'tone';
  found: string;
}

/** Words that state a direction, by axis and side: a text may only use sides that its facts state. */
const DIRECTIONS: Record<string, readonly [axis: string, side: string]> = {
  bought: ['side', 'buy'],
  sold: ['side', 'sell'],
  long: ['position', 'long'],
  short: ['position', 'short'],
  loss: ['result', 'loss'],
  losses: ['result', 'loss'],
  lost: ['result', 'loss'],
  losing: ['result', 'loss'],
  loser: ['result', 'loss'],
  losers: ['result', 'loss'],
  gain: ['result', 'gain'],
  gains: ['result', 'gain'],
  gained: ['result', 'gain'],
  profit: ['result', 'gain'],
  winner: ['result', 'gain'],
  winners: ['result', 'gain'],
  winning: ['result', 'gain'],
  rise: ['price', 'up'],
  rose: ['price', 'up'],
  risen: ['price', 'up'],
  up: ['price', 'up'],
  climbed: ['price', 'up'],
  spike: ['price', 'up'],
  fall: ['price', 'down'],
  fell: ['price', 'down'],
  fallen: ['price', 'down'],
  down: ['price', 'down'],
  dropped: ['price', 'down'],
  dip: ['price', 'down'],
  above: ['level', 'above'],
  below: ['level', 'below'],
  under: ['level', 'below'],
  larger: ['size', 'larger'],
  bigger: ['size', 'larger'],
  more: ['size', 'larger'],
  smaller: ['size', 'smaller'],
  less: ['size', 'smaller'],
  fewer: ['size', 'smaller'],
  better: ['worth', 'better'],
  worse: ['worth', 'worse'],
};

const FORBIDDEN: readonly [TextFault['kind'], RegExp][] = [
  [
    'advice',
    /\b(buy|sell|hold on|take profit|stop trading|you should|you must|you need to|you ought|i recommend|we recommend|consider (buying|selling|holding)|avoid trading|never trade|cut your|set a stop)\b/i,
  ],
  [
    'forecast',
    /\b(will (rise|fall|go|drop|recover|rebound|crash|be worth)|going to (rise|fall|drop|recover)|is likely to|expect(ed)? to (rise|fall)|guarantee[ds]?|next week|tomorrow)\b/i,
  ],
  [
    'clinical',
    /\b(addict(ion|ed|ive)?|disorder|compulsi(ve|on)|obsess(ed|ion|ive)|patholog\w*|therap\w*|diagnos\w*|mania|manic|depress\w*|trauma\w*)\b/i,
  ],
  [
    'shaming',
    /\b(stupid|foolish|idiot\w*|dumb|reckless|greedy|greed|irrational|pathetic|careless|lazy|shame\w*|embarrass\w*|gambl\w*|silly|weak)\b/i,
  ],
  ['tone', /!/],
];

/** A number with its sign and the unit or noun that follows it, so that two numbers cannot change places. */
const NUMBER = /[−-]?\d[\d,]*(?:\.\d+)?\s?(?:%|[a-zA-Z]+)?(?:\s\d{4})?/g;
const NUMBER_WORDS =
  /\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|million|half|twice|double|doubled|triple|tripled|third|quarter)\b/gi;
const SYMBOL = /\b[A-Z0-9]{2,12}-[A-Z0-9]{2,12}\b/g;

/**
 * Re-reads a finished text and names everything that its facts do not say. An empty list means that the text may
 * be shown. The text may come from a template or from a language model: the same rule holds for both.
 */
export function verifyText(text: string, facts: Facts): TextFault[] {
  const named = withoutPatternNames(text);
  // The letters of a symbol state nothing, whatever word they spell.
  const told = without(named, facts, 'symbol');
  return [...unboundTokens(named, facts), ...unboundDirections(told, facts), ...forbiddenWords(told)];
}

function unboundTokens(text: string, facts: Facts): TextFault[] {
  const wordings = Object.values(facts)
    .filter((fact) => fact.kind !== 'direction')
    .map((fact) => fact.text)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const rest = wordings.reduce((remaining, wording) => remove(remaining, wording), text);
  return [
    ...matches(rest, SYMBOL, 'unbound_symbol'),
    ...matches(rest.replace(SYMBOL, ' '), NUMBER, 'unbound_number'),
    ...matches(rest, NUMBER_WORDS, 'unbound_number'),
  ];
}

function without(text: string, facts: Facts, kind: Fact['kind']): string {
  return Object.values(facts)
    .filter((fact) => fact.kind === kind)
    .reduce((rest, fact) => remove(rest, fact.text), text);
}

/** Takes a wording out where it stands as whole words, leaving a mark that is neither digit nor letter. */
function remove(text: string, wording: string): string {
  const escaped = wording.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w.,−-])${escaped}(?![\\w%]|[.,]\\d|\\s%|-[A-Z0-9])`, 'g'), '□');
}

function matches(text: string, pattern: RegExp, kind: TextFault['kind']): TextFault[] {
  return [...text.matchAll(pattern)].map((match) => ({ kind, found: match[0].trim() }));
}

function unboundDirections(text: string, facts: Facts): TextFault[] {
  const stated = new Set(
    Object.values(facts)
      .filter((fact) => fact.kind === 'direction')
      .map((fact) => sideOf(fact.text)),
  );
  // A rule is quoted in its own words: they are the person's and state nothing about a trade.
  const rest = without(text, facts, 'rule');
  return [...rest.toLowerCase().matchAll(/[a-z]+/g)]
    .filter(([word]) => sideOf(word) !== null && !stated.has(sideOf(word)))
    .map(([word]) => ({ kind: 'unbound_direction', found: word }));
}

/** The quoted name of a pattern says what it is called, not what has happened. */
function withoutPatternNames(text: string): string {
  return Object.values(LABEL_WORDS).reduce((rest, { name }) => rest.replaceAll(`“${name}”`, '□'), text);
}

function sideOf(word: string): string | null {
  const direction = Object.hasOwn(DIRECTIONS, word.toLowerCase())
    ? DIRECTIONS[word.toLowerCase()]
    : undefined;
  return direction ? direction.join(':') : null;
}

function forbiddenWords(text: string): TextFault[] {
  return FORBIDDEN.flatMap(([kind, pattern]) => {
    const match = pattern.exec(text);
    return match ? [{ kind, found: match[0] }] : [];
  });
}
