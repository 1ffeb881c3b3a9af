import type { DecisionLabel } from '@twin/shared/primitives/label';
import type { Facts } from '../coach/fact.ts';
import { verified } from '../coach/reflect.ts';
import { chooseLabel } from './chooseLabel.ts';
import type { DigestInput } from './digestInput.ts';
import {
  calmPart,
  examplePart,
  factsPart,
  limitsPart,
  type PartKind,
  patternPart,
  planPart,
  questionPart,
  type TemplatePart,
  wellPart,
} from './parts.ts';

export interface Digest {
  /** In the fixed order of science.md §7.2. */
  parts: { kind: PartKind; text: string }[];
  text: string;
  facts: Facts;
  /** The pattern that it is about; null in a week without tags. */
  label: DecisionLabel | null;
  /** The kind of rule that its plan could become. */
  ruleKind: string | null;
}

export const WORDS_MAX = 200;

/**
 * Writes the digest of a week from facts alone: facts, what went well, the pattern, examples, a question, a plan,
 * limits. Same input, same bytes. @throws RangeError when a template says what its facts do not
 */
export function composeDigest(input: DigestInput): Digest {
  const label = chooseLabel(input);
  const plan = planPart(label);
  const examples = input.week.examples.filter((example) => example.label === label).slice(0, 2);
  const before = [
    ...(input.context.isDistressed ? [calmPart()] : []),
    factsPart(input),
    wellPart(input),
    ...(label === null ? [] : [patternPart(input, label)]),
  ];
  const after = [questionPart(input, label), plan.part, limitsPart(input, label)];
  // Examples give way first, so that the structure stays whole however long the names are.
  for (let count = examples.length; count >= 0; count -= 1) {
    const shown = examples.slice(0, count).map((example, index) => examplePart(example, index, input.zone));
    const digest = bind([...before, ...shown, ...after]);
    if (count === 0 || countWords(digest.text) <= WORDS_MAX)
      return { ...digest, label, ruleKind: plan.ruleKind };
  }
  throw new Error('a digest without examples is always written');
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function bind(parts: readonly TemplatePart[]): Pick<Digest, 'parts' | 'text' | 'facts'> {
  const written = parts.map(({ kind, template, facts }) => ({ kind, text: verified(template, facts).text }));
  const facts: Facts = Object.assign({}, ...parts.map((part) => part.facts));
  return { parts: written, text: written.map(({ text }) => text).join('\n'), facts };
}
