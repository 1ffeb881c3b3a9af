import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { confidenceOf, explain } from './confidence.ts';
import { turnToDay } from './days.ts';
import type { Detector, FeatureValues } from './detector.ts';
import type { BiasModel } from './model.ts';
import { observe } from './observe.ts';
import { learnOutcomes } from './outcomes.ts';
import { DETECTORS } from './registry.ts';
import { type Scene, sceneOf } from './scene.ts';
import { settleUpTo } from './settle.ts';
import { initialState, type ScorerState } from './state.ts';
import { isSuppressor, RULES_OUT_FROM, SUPPRESSORS, type SuppressorName } from './suppressors/registry.ts';
import { isConversion } from './suppressors/stableConversion.ts';
import type { Tag } from './tag.ts';
import { trackTargets } from './targets.ts';

export interface ScorerStep {
  state: ScorerState;
  /** Every tag worth storing, in registry order. */
  tags: Tag[];
}

/**
 * Scores one decision with what was knowable at its time and folds it into the state. Decisions come in the
 * order of their first fills. The state is used up: keep an earlier one as its JSON. Cost O(log n).
 */
export function step(model: BiasModel, state: ScorerState, decision: Decision, market: Market): ScorerStep {
  if (isConversion(decision.symbol, market, decision.ts)) return { state, tags: [] };
  learnOutcomes(state, decision.ts);
  settleUpTo(state, decision.ts);
  if (turnToDay(state.days, decision.ts)) trackTargets(state, market, decision.ts);
  const scene = sceneOf(state, decision, market);
  const tags: Tag[] = [];
  for (const detector of DETECTORS) {
    const tag = tagOf(model, detector, scene);
    if (tag) tags.push(tag);
  }
  observe(scene);
  return { state, tags };
}

/** Tags of a whole history: the fold from the beginning. `keep` chooses among the tags of one decision. */
export function scoreHistory(
  model: BiasModel,
  decisions: readonly Decision[],
  market: Market,
  keep: (tags: Tag[]) => Tag[] = (tags) => tags,
): Tag[] {
  let state = initialState();
  const kept: Tag[] = [];
  for (const decision of decisions) {
    const next = step(model, state, decision, market);
    state = next.state;
    if (next.tags.length > 0) kept.push(...keep(next.tags));
  }
  return kept;
}

function tagOf(model: BiasModel, detector: Detector, scene: Scene): Tag | null {
  const values = detector.measure(scene);
  if (!values || !addSuppressors(detector, scene, values)) return null;
  const { label } = detector;
  const confidence = confidenceOf(model.labels[label], detector, values, scene.state.decisions);
  if (confidence < model.thresholds.stored) return null;
  return { decisionId: scene.decision.id, label, confidence, features: explain(model.labels[label], values) };
}

/** Puts the suppressor scores among the values; false when one of them rules the pattern out. */
function addSuppressors(detector: Detector, scene: Scene, values: FeatureValues): boolean {
  for (const name of detector.suppressedBy) {
    const score = suppressorScore(scene, name);
    if (score >= RULES_OUT_FROM) return false;
    if (score > 0) values[name] = score;
  }
  for (const name of detector.featureNames) {
    if (isSuppressor(name)) values[name] ??= suppressorScore(scene, name);
  }
  return true;
}

function suppressorScore(scene: Scene, name: SuppressorName): number {
  const known = scene.suppressors.get(name);
  if (known !== undefined) return known;
  const score = SUPPRESSORS[name](scene);
  scene.suppressors.set(name, score);
  return score;
}
