import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { barFacts } from './barFacts.ts';
import { confidenceOf, explain, OTHER_CAUSES, ownLogit } from './confidence.ts';
import { turnToDay } from './days.ts';
import type { Detector, FeatureValues } from './detector.ts';
import { type BiasModel, roundTo } from './model.ts';
import { observe } from './observe.ts';
import { learnOutcomes } from './outcomes.ts';
import { DETECTORS } from './registry.ts';
import { type Scene, sceneOf } from './scene.ts';
import { settleUpTo } from './settle.ts';
import { initialState, type ScorerState } from './state.ts';
import { isSuppressor, RULES_OUT_FROM, SUPPRESSORS, type SuppressorName } from './suppressors/registry.ts';
import { isConversion } from './suppressors/stableConversion.ts';
import type { FoundTag, Tag } from './tag.ts';
import { trackTargets } from './targets.ts';

export interface ScorerStep {
  state: ScorerState;
  /** Every tag worth storing, in registry order. */
  tags: Tag[];
}

/**
 * Scores one decision with what was knowable at its time and folds it into the state. Decisions come in the
 * order of their first fills. The state is used up: keep an earlier one as its JSON. Cost O(log n). `habits` are those of
 * the state after a whole history, when that is reviewed; without them the person is known as of the decision.
 */
export function step(
  model: BiasModel,
  state: ScorerState,
  decision: Decision,
  market: Market,
  habits?: ScorerState,
): ScorerStep {
  return { state, tags: weigh(model, state, decision, market, habits).map((tag) => explained(model, tag)) };
}

/** A tag and what was measured for it. */
interface WeighedTag extends FoundTag {
  values: FeatureValues;
}

/** The same without the explanation, which costs as much as the rest and few tags need. */
function weigh(
  model: BiasModel,
  state: ScorerState,
  decision: Decision,
  market: Market,
  habits?: ScorerState,
): WeighedTag[] {
  const bars = barFacts(market.candles(decision.symbol), decision.ts);
  if (isConversion(decision.symbol, bars)) return [];
  learnOutcomes(state, decision.ts);
  settleUpTo(state, decision.ts);
  if (turnToDay(state.days, decision.ts)) trackTargets(state, market, decision.ts);
  const scene = sceneOf(state, decision, market, bars, habits);
  const possible = possibleTags(model, scene);
  const odds = possible.reduce((sum, one) => sum + one.odds, 0);
  const tags: WeighedTag[] = [];
  for (const one of possible) {
    const tag = tagOf(model, one, one.odds > 0 ? Math.log1p(odds - one.odds) : 0, scene);
    if (tag) tags.push(tag);
  }
  observe(scene);
  return tags;
}

function explained(model: BiasModel, { decisionId, label, confidence, values }: WeighedTag): Tag {
  return { decisionId, label, confidence, features: explain(model.labels[label], values) };
}

/** Which tags of one decision are explained and given; it sees all of them. */
export type KeepTags = <T extends FoundTag>(tags: T[]) => T[];

/** Tags of a whole history: the fold from the beginning. `state` is used up; after it, it is that of the end. */
export function scoreHistory(
  model: BiasModel,
  decisions: readonly Decision[],
  market: Market,
  keep: KeepTags = (tags) => tags,
  state: ScorerState = initialState(),
): Tag[] {
  const kept: Tag[] = [];
  for (const decision of decisions) {
    const tags = weigh(model, state, decision, market);
    if (tags.length > 0) for (const tag of keep(tags)) kept.push(explained(model, tag));
  }
  return kept;
}

/** A detector, and which of its explanations the model weighs: they come before the confidence, the others after it. */
interface Weighable {
  detector: Detector;
  weighed: readonly SuppressorName[];
}

const WEIGHABLE: readonly Weighable[] = DETECTORS.map((detector) => ({
  detector,
  weighed: detector.featureNames.filter(isSuppressor),
}));

/** A pattern that was measured, and what its own measurements say. */
interface PossibleTag {
  detector: Detector;
  values: FeatureValues;
  logit: number;
  /** As a cause of the decision; 0 where it is none. */
  odds: number;
}

function possibleTags(model: BiasModel, scene: Scene): PossibleTag[] {
  const possible: PossibleTag[] = [];
  for (const { detector, weighed } of WEIGHABLE) {
    const values = detector.measure(scene);
    if (!values) continue;
    for (const name of weighed) values[name] = suppressorScore(scene, name);
    const logit = ownLogit(model.labels[detector.label], values);
    possible.push({ detector, values, logit, odds: detector.isCause ? Math.exp(logit) : 0 });
  }
  return possible;
}

function tagOf(
  model: BiasModel,
  { detector, values, logit }: PossibleTag,
  otherCauses: number,
  scene: Scene,
): WeighedTag | null {
  const { label } = detector;
  const net = logit - roundTo(otherCauses, 6);
  const confidence = confidenceOf(model.labels[label], detector, values, net, scene.habits.decisions);
  if (confidence < model.thresholds.stored || isRuledOut(detector, scene, values)) return null;
  if (otherCauses > 0) values[OTHER_CAUSES] = otherCauses;
  return { decisionId: scene.decision.id, label, confidence, values };
}

/** Whether another explanation rules the pattern out; one that only speaks against it is put among the facts. */
function isRuledOut({ suppressedBy }: Detector, scene: Scene, values: FeatureValues): boolean {
  for (const name of suppressedBy) {
    const score = suppressorScore(scene, name);
    if (score >= RULES_OUT_FROM) return true;
    if (score > 0) values[name] = score;
  }
  return false;
}

function suppressorScore(scene: Scene, name: SuppressorName): number {
  const known = scene.suppressors.get(name);
  if (known !== undefined) return known;
  const score = SUPPRESSORS[name](scene);
  scene.suppressors.set(name, score);
  return score;
}
