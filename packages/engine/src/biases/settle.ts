import type { RiskCounts } from './relativeRisk.ts';
import { exposureOf } from './scene.ts';
import {
  type PendingDecision,
  type PositionState,
  type QuoteState,
  quoteState,
  type ScorerState,
} from './state.ts';
import { pushValue } from './trailingWindow.ts';

/** A decision can gain fills for this long after its last one. */
const JOIN_GAP_MS = 60_000;
const REDUCTION_MEMORY_MS = 3_600_000;
const BUYS_KEPT = 11;
const TRADES_KEPT = 20;

/** Lets every decision count whose fills are complete at `ts`, in the order in which they ended. */
export function settleUpTo(state: ScorerState, ts: number): void {
  const { pending } = state;
  const isDue = ({ endTs }: PendingDecision) => endTs + JOIN_GAP_MS < ts;
  const [only] = pending;
  if (only && pending.length === 1) {
    if (!isDue(only)) return;
    pending.length = 0;
    settle(state, only);
    return;
  }
  const due = pending.filter(isDue);
  if (due.length === 0) return;
  state.pending = pending.filter((decision) => !isDue(decision));
  for (const decision of due.toSorted((a, b) => a.endTs - b.endTs)) settle(state, decision);
}

function settle(state: ScorerState, decision: PendingDecision): void {
  const position = state.positions[decision.key];
  if (!position) return;
  rememberTrade(position, decision);
  updateExposure(state, position, decision);
  if (decision.isEntry) settleEntry(state, position, decision);
  else settleExit(state, position, decision);
  rememberSize(state, decision);
}

/** The size of a start is known now, for a hedge that may follow. Starts stand in order of time. */
function rememberSize({ recent }: ScorerState, { key, ts, moved }: PendingDecision): void {
  for (let index = recent.length - 1; index >= 0; index -= 1) {
    const start = recent[index];
    if (!start || start.ts < ts) return;
    if (start.ts === ts && start.key === key) start.moved = moved;
  }
}

function rememberTrade(position: PositionState, { sign, ts, price, notional }: PendingDecision): void {
  if (price > 0 && notional > 0) position.trades.push([sign, Math.log(price), Math.log(notional)]);
  if (position.trades.length > TRADES_KEPT) position.trades.shift();
  if (sign > 0) position.buys.push([ts, notional]);
  if (position.buys.length > BUYS_KEPT) position.buys.shift();
}

function updateExposure(state: ScorerState, position: PositionState, decision: PendingDecision): void {
  const quote = quoteState(state, position.quote);
  const exposure = exposureOf(decision.key, decision.afterQty, decision.price);
  const others = quote.gross - position.exposure;
  quote.gross = state.open.length === 0 ? exposure : Math.max(0, others) + exposure;
  quote.grossMax = Math.max(quote.grossMax, quote.gross);
  const isOpen = decision.afterQty !== 0;
  if (isOpen && position.qty === 0) state.open.push(decision.key);
  if (!isOpen && position.qty !== 0) state.open = state.open.filter((key) => key !== decision.key);
  position.qty = decision.afterQty;
  position.cost = decision.afterCost;
  position.price = decision.price;
  position.exposure = exposure;
}

function settleEntry(state: ScorerState, position: PositionState, decision: PendingDecision): void {
  const quote = quoteState(state, position.quote);
  if (decision.notional > 0) rememberNotional(quote, decision);
  if (decision.lnRisk !== null) pushValue(quote.risks, decision.lnRisk);
  if (decision.lnExposure !== null) pushValue(quote.exposures, decision.lnExposure);
  if (decision.isLarge !== null) count(state.sizing, decision.isInStreak, decision.isLarge ? 1 : 0, 1);
  if (decision.isInState !== null) count(state.chase, decision.isInState, 1, 0);
  position.growths = decision.isGrown === true ? position.growths + 1 : 0;
  if (decision.isBelowCost === true) state.adds.below += 1;
  if (decision.isBelowCost === false) state.adds.above += 1;
}

function rememberNotional(quote: QuoteState, { notional, isInStreak }: PendingDecision): void {
  const size = Math.log(notional);
  pushValue(quote.sizes, size);
  if (!isInStreak) pushValue(quote.calmSizes, size);
}

function settleExit(state: ScorerState, position: PositionState, decision: PendingDecision): void {
  const { reductions } = quoteState(state, position.quote);
  position.lastExitPrice = decision.price;
  if (decision.nearCost) {
    state.nearCost.observed += decision.nearCost.isNear ? 1 : 0;
    state.nearCost.expected += decision.nearCost.expected;
  }
  reductions.push([decision.endTs, decision.notional]);
  while ((reductions[0]?.[0] ?? decision.endTs) < decision.endTs - REDUCTION_MEMORY_MS) reductions.shift();
  if (decision.isInState !== null) count(state.dip, decision.isInState, 1, 0);
  if (!decision.sale) return;
  if (decision.sale.hasBars) count(state.realised, decision.sale.isGain, 1, 0);
  const { disposition } = state;
  disposition.observedGains += decision.sale.isGain ? 1 : 0;
  disposition.observedLosses += decision.sale.isGain ? 0 : 1;
  disposition.expectedGains += decision.sale.expectedGains;
  disposition.expectedLosses += decision.sale.expectedLosses;
}

function count(counts: RiskCounts, isInside: boolean, events: number, exposure: number): void {
  if (isInside) {
    counts.eventsIn += events;
    counts.exposureIn += exposure;
  } else {
    counts.eventsOut += events;
    counts.exposureOut += exposure;
  }
}
