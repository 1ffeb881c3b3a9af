import { weighingAll } from '../biases/model.ts';
import { initialState, type ScorerState } from '../biases/state.ts';
import type { FoundTag } from '../biases/tag.ts';
import type { Decision } from '../ledger/decision.ts';
import { score } from './accountFold.ts';
import type { FoldSettings } from './foldOutput.ts';

/**
 * What every decision of a whole history weighs once the person's habits are known from its end (`habits`, the scorer's
 * state there), however little it is: what a cost counts with. A tag is what was knowable when it was set, and has no
 * part in this. Each decision is still seen with the prices, sizes and results before it alone.
 */
export function reviewHistory(
  decisions: readonly Decision[],
  habits: ScorerState,
  settings: FoldSettings,
): FoundTag[] {
  const again = { scorer: initialState(), shown: new Map() };
  const reviewing = { ...settings, model: weighingAll(settings.model), habits };
  return decisions.flatMap((decision) =>
    score(again, decision, reviewing).tags.map(({ decisionId, label, confidence }) => {
      return { decisionId, label, confidence };
    }),
  );
}
