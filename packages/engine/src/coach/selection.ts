import type { DecisionLabel } from '@twin/shared/primitives/label';
import type { SuppressorName } from '../biases/suppressors/registry.ts';
import type { TaggedDecision } from './wording.ts';

/** Signs of a machine at work. Sure ones leave no tag at all; from here on a tag is kept, and not spoken about. */
const AUTOMATION: readonly SuppressorName[] = ['scheduledDca', 'gridBot', 'marketMaker', 'bot'];
const QUIET_FROM = 0.25;

/**
 * The tags most worth saying, in the order of saying: each pattern's surest first, then by confidence, then the newest;
 * never the same pattern twice in a row, and nothing about what a machine has probably traded.
 */
export function chooseReflections(
  tags: readonly TaggedDecision[],
  { limit, lastLabel }: { limit: number; lastLabel: DecisionLabel | null },
): TaggedDecision[] {
  const waiting = ranked(tags.filter((tag) => !isAutomated(tag)));
  const chosen: TaggedDecision[] = [];
  let before = lastLabel;
  while (chosen.length < limit) {
    const at = waiting.findIndex(({ label }) => label !== before);
    const [next] = at < 0 ? [] : waiting.splice(at, 1);
    if (!next) break;
    chosen.push(next);
    before = next.label;
  }
  return chosen;
}

function ranked(tags: readonly TaggedDecision[]): TaggedDecision[] {
  const sorted = tags.toSorted(
    (a, b) => b.confidence - a.confidence || b.ts - a.ts || (a.decisionId < b.decisionId ? -1 : 1),
  );
  const firsts = new Set<string>();
  const leading = sorted.filter(({ label }) => !firsts.has(label) && firsts.add(label));
  return [...leading, ...sorted.filter((tag) => !leading.includes(tag))];
}

function isAutomated({ features }: TaggedDecision): boolean {
  return AUTOMATION.some((name) => (features[name]?.value ?? 0) >= QUIET_FROM);
}
