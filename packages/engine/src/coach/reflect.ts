import { countFact, dateFact, directionFact, type Facts, fill, percentFact, symbolFact } from './fact.ts';
import { LABEL_WORDS } from './labelWords.ts';
import { verifyText } from './verifier.ts';
import { type TaggedDecision, WORDINGS } from './wording.ts';

/** A message of the coach: its text, the facts that it is bound to, and the next step that it offers. */
export interface Reflection {
  text: string;
  facts: Facts;
}

/**
 * What the coach says about one tagged decision: what was seen, what else it may have been, one question.
 * Complete without any language model; the same tag on the same clock gives the same bytes.
 * @throws RangeError when the verifier finds something unbound: a fault of a template, never of the data
 */
export function reflect(tagged: TaggedDecision, zone: string): Reflection {
  const wording = WORDINGS[tagged.label](tagged);
  const facts: Facts = {
    day: dateFact(tagged.ts, zone),
    side: directionFact(tagged.side === 'buy' ? 'bought' : 'sold'),
    symbol: symbolFact(tagged.symbol),
    sure: percentFact(tagged.confidence),
    ...wording.facts,
  };
  const template =
    `On {day} you ${wording.seen}. This fits the pattern “${LABEL_WORDS[tagged.label].name}” ` +
    `(confidence {sure}); it may also have been ${wording.otherwise}. ${wording.question}`;
  return verified(template, facts);
}

/** What one import of history brought, said once instead of a message per tag (decision 9). */
export interface HistorySummary {
  fills: number;
  decisions: number;
  firstTs: number;
  lastTs: number;
  /** Shown tags by label. */
  tagged: Readonly<Partial<Record<TaggedDecision['label'], number>>>;
}

/** Its days are those of the zone's clock. */
export function summarise(history: HistorySummary, zone: string): Reflection {
  const counts = Object.entries(history.tagged) as [TaggedDecision['label'], number][];
  const [most] = counts.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const facts: Facts = {
    fills: countFact(history.fills, 'trade', 'trades'),
    decisions: countFact(history.decisions, 'decision', 'decisions'),
    from: dateFact(history.firstTs, zone),
    to: dateFact(history.lastTs, zone),
    tags: countFact(
      counts.reduce((sum, [, n]) => sum + n, 0),
      'tag',
      'tags',
    ),
  };
  const read = 'I read {fills} from {from} to {to}: {decisions}.';
  if (!most) return verified(`${read} None of them shows a pattern with enough confidence.`, facts);
  facts['most'] = countFact(most[1], 'decision', 'decisions');
  return verified(
    `${read} They carry {tags}; the most frequent pattern is “${LABEL_WORDS[most[0]].name}” with {most}. ` +
      'The clearest examples follow, each with its evidence.',
    facts,
  );
}

/** Fills the template and refuses what its facts do not say. */
export function verified(template: string, facts: Facts): Reflection {
  const text = fill(template, facts);
  const faults = verifyText(text, facts);
  if (faults.length > 0) throw new RangeError(`Unbound text: ${JSON.stringify(faults)} in "${text}"`);
  return { text, facts };
}
