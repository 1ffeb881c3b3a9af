import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { confidenceOf } from './confidence.ts';
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
import { isStableConversion } from './suppressors/stableConversion.ts';
import type { Tag } from './tag.ts';

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
  if (isStableConversion(decision.symbol)) return { state, tags: [] };
  learnOutcomes(state, decision.ts);
  settleUpTo(state, decision.ts);
  turnToDay(state.days, decision.ts);
  const scene = sceneOf(state, decision, market);
  const tags: Tag[] = [];
  for (const detector of DETECTORS) {
    const tag = tagOf(model, detector, scene);
    if (tag) tags.push(tag);
  }
  observe(scene, market);
  return { state, tags };
}

/** Tags of a whole history: the fold from the beginning. */
export function scoreHistory(model: BiasModel, decisions: readonly Decision[], market: Market): Tag[] {
  const state = initialState();
  return decisions.flatMap((decision) => step(model, state, decision, market).tags);
}

function tagOf(model: BiasModel, detector: Detector, scene: Scene): Tag | null {
  const values = detector.measure(scene);
  if (!values || !addSuppressors(detector, scene, values)) return null;
  const { confidence, features } = confidenceOf(
    model.labels[detector.label],
    detector,
    values,
    scene.state.decisions,
  );
  if (confidence < model.thresholds.stored) return null;
  return { decisionId: scene.decision.id, label: detector.label, confidence, features };
}

/** Puts the suppressor scores among the values; false when one of them rules the pattern out. */
function addSuppressors(detector: Detector, scene: Scene, values: FeatureValues): boolean {
  const scores = new Map<SuppressorName, number>();
  const scoreOf = (name: SuppressorName): number => {
    const known = scores.get(name) ?? SUPPRESSORS[name](scene);
    scores.set(name, known);
    return known;
  };
  for (const name of detector.suppressedBy) {
    const score = scoreOf(name);
    if (score >= RULES_OUT_FROM) return false;
    if (score > 0) values[name] = score;
  }
  for (const name of detector.featureNames) if (isSuppressor(name)) values[name] = scoreOf(name);
  return true;
}
