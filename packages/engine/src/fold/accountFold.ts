import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { step as scoreStep } from '../biases/scorer.ts';
import { initialState, type ScorerState } from '../biases/state.ts';
import { applyFill } from '../ledger/applyFill.ts';
import { type Aside, type AsideQueue, applyAside, asideProblem, isMove } from '../ledger/aside.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Fill } from '../ledger/fill.ts';
import { emptyLedger, fillProblem, type Ledger, type LedgerStep } from '../ledger/ledger.ts';
import { type AccountView, addAsideToView, addToView, turnView, viewsOf } from './accountView.ts';
import { type DecisionQueue, enqueueStep, takeComplete } from './decisionQueue.ts';
import type { FoldOutput, FoldSettings, ScoredDecision } from './foldOutput.ts';
import { recalibrate, type ShownByLabel } from './judgement.ts';

/**
 * Everything about a person's fills as one fold: positions, decisions, tags, days and totals after some fill.
 * A checkpoint of it, continued, gives what a replay from the first fill gives; live equals replay by that.
 */
export interface AccountFold {
  ledger: Ledger;
  queue: DecisionQueue;
  scorer: ScorerState;
  /** The tags shown so far, which the person's judgements are held against. */
  shown: ShownByLabel;
  /** By trading account; '' holds all of them together. */
  views: Map<string, AccountView>;
  /** What the history does not explain, by account and symbol. */
  unexplained: Map<string, UnexplainedTotal>;
}

/** Fills that cannot be booked, and coins whose origin the history does not tell. */
export interface UnexplainedTotal {
  account: string;
  symbol: string;
  qty: Decimal;
}

export function emptyFold(): AccountFold {
  return {
    ledger: emptyLedger(),
    queue: new Map(),
    scorer: initialState(),
    shown: new Map(),
    views: new Map(),
    unexplained: new Map(),
  };
}

/** Adds one fill in ledger order; the fold is changed in place. @throws RangeError when it is out of order. */
export function foldFill(fold: AccountFold, fill: Fill, settings: FoldSettings, output: FoldOutput): void {
  for (const decision of takeComplete(fold.queue, fold.ledger, fill)) {
    output.scored.push(score(fold, decision, settings));
  }
  if (fillProblem(fill, settings.sources) !== null) {
    addUnexplained(fold, fill, fill.qty);
    return;
  }
  const views = viewsOf(fold.views, fill.account, fold.ledger);
  // Every account's days end together, so that all curves have the same dates.
  for (const view of fold.views.values()) turnView(view, fill.ts, settings, output);
  const step = applyFill(fold.ledger, fill, settings.sources);
  for (const view of views) addToView(view, fold.ledger, step);
  enqueueStep(fold.queue, step);
  if (!fold.queue.has(step.decisionId)) output.late.push(fill.id);
  output.grouped.push({ fillId: fill.id, decisionId: step.decisionId });
  for (const episode of step.closed) output.episodes.set(episode.id, episode);
  noteUnexplained(fold, step);
}

/** Adds what stands beside the fills, before the fills of its moment. @throws RangeError when it is out of order */
export function foldAside(fold: AccountFold, aside: Aside, settings: FoldSettings, output: FoldOutput): void {
  if (asideProblem(aside, settings.sources) !== null) return;
  const [account = '', receiver] = accountsOf(aside);
  const views = viewsOf(fold.views, account, fold.ledger);
  const receiving = receiver === undefined ? null : viewsOf(fold.views, receiver, fold.ledger)[1];
  for (const view of fold.views.values()) turnView(view, aside.ts, settings, output);
  for (const step of applyAside(fold.ledger, aside, settings.sources)) {
    for (const view of views) addAsideToView(view, fold.ledger, step);
    if (!('to' in step)) continue;
    if (receiving) addAsideToView(receiving, fold.ledger, { book: step.to, realised: ZERO });
    if (step.closed) output.episodes.set(step.closed.id, step.closed);
  }
}

/** The account that it is booked in, and the one that coins go to. */
function accountsOf(aside: Aside): string[] {
  return isMove(aside) ? [aside.from, aside.to] : [aside.account];
}

/** Adds the fills of a page with what stands beside them. */
export function foldPage(
  fold: AccountFold,
  fills: readonly Fill[],
  asides: AsideQueue,
  settings: FoldSettings,
  output: FoldOutput,
): void {
  for (const fill of fills) {
    for (const aside of asides.until(fill.ts)) foldAside(fold, aside, settings, output);
    foldFill(fold, fill, settings, output);
  }
}

/**
 * Scores a decision, lets the state learn from it, and weighs its tags by what the person said of earlier ones. What a
 * program decided says nothing about the person.
 */
export function score(
  fold: Pick<AccountFold, 'scorer' | 'shown'>,
  decided: Decision,
  { model, sources, judgements, programs, people, habits }: FoldSettings,
): ScoredDecision {
  if (programs?.has(decided.account)) return { decision: decided, tags: [] };
  const decision = people?.has(decided.account) ? { ...decided, byPerson: true as const } : decided;
  const scored = scoreStep(model, fold.scorer, decision, sources.market, habits);
  fold.scorer = scored.state;
  const tags = recalibrate(scored.tags, decision.ts, judgements ?? [], fold.shown, model.thresholds);
  return { decision, tags };
}

function noteUnexplained(fold: AccountFold, step: LedgerStep): void {
  for (const line of step.unexplained) addUnexplained(fold, line, line.qty);
}

function addUnexplained(fold: AccountFold, of: { account: string; symbol: string }, qty: Decimal): void {
  const key = `${of.symbol}|${of.account}`;
  const total = fold.unexplained.get(key);
  if (total) total.qty += qty;
  else fold.unexplained.set(key, { account: of.account, symbol: of.symbol, qty });
}
