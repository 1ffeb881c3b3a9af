import { toNumber } from '@twin/shared/primitives/decimal';
import { bookKey, isInverse, symbolOf } from '../ledger/book.ts';
import { amountAsset } from '../ledger/contract.ts';
import type { Decision } from '../ledger/decision.ts';
import { baseOf } from '../ledger/fill.ts';
import type { Market } from '../market/candle.ts';
import { type BarFacts, closedPrice } from './barFacts.ts';
import { roundTo } from './model.ts';
import { type PositionState, positionState, type QuoteState, quoteState, type ScorerState } from './state.ts';
import { robustZ, windowMean } from './trailingWindow.ts';

/** Earlier entries that a size baseline needs. */
export const SIZE_MINIMUM = 5;
/** Sizes within about 10 % of each other count as equal, whatever the own spread. */
export const SIZE_SPREAD_FLOOR = 0.1;

/** What was knowable when the decision was taken: its own fills, the state before it, closed candles. */
export interface Scene {
  decision: Decision;
  state: ScorerState;
  /** How the person acts at other times: counted in the state itself, or over the whole history when that is reviewed. */
  habits: ScorerState;
  quote: QuoteState;
  position: PositionState;
  key: string;
  base: string;
  /** Asset of the amounts: the quote, of inverse contracts the base, or what the contract settles in. */
  asset: string;
  ts: number;
  price: number;
  /** Units: contracts times their multiplier, whose worth at a price is an amount. */
  quantity: number;
  notional: number;
  /** Base units that it moves; the notional of an inverse contract is in base units. */
  moved: number;
  /** +1 buy, −1 sell. */
  sign: number;
  isEntry: boolean;
  /** Signed units before, and what part of them the decision closes (0 for entries). */
  qtyBefore: number;
  closedShare: number;
  /** Average cost per unit with fees; null when flat or unknown. */
  cost: number | null;
  /** Direction of the position that it opens, adds to or closes. */
  direction: number;
  /** Running maximum of gross exposure, or null before the first position. */
  equity: number | null;
  lnRisk: number | null;
  lnExposure: number | null;
  /** ln of notional ÷ trailing geometric mean of own entries; 0 without a baseline. */
  lnSizeRatio: number;
  /** Robust z of ln(notional ÷ equity) among own entries; null without a baseline. */
  sizeZ: number | null;
  bars: BarFacts | null;
  market: Market;
  /** Other open positions of the account that lie above or below their cost; see `openResults`. */
  openResults: { gains: number; losses: number } | null;
  /** Scores of the suppressors that were asked for so far: several patterns ask for the same. */
  suppressors: Map<string, number>;
}

/** `bars` are those of the decision's symbol at its time. */
export function sceneOf(
  state: ScorerState,
  decision: Decision,
  market: Market,
  bars: BarFacts | null,
  habits: ScorerState = state,
): Scene {
  const { ts, before } = decision;
  const [key, asset] = [bookKey(decision), amountAsset(decision)];
  const quote = quoteState(state, asset);
  const isEntry = decision.kind === 'open' || decision.kind === 'increase';
  const sign = decision.side === 'buy' ? 1 : -1;
  const price = toNumber(decision.vwap);
  const multiplier = decision.multiplier === undefined ? 1 : toNumber(decision.multiplier);
  const [quantity, notional] = [toNumber(decision.qty) * multiplier, toNumber(decision.notional)];
  const qtyBefore = toNumber(before.qty) * multiplier;
  const equity = quote.grossMax > 0 ? quote.grossMax : null;
  const lnRisk = equity === null || notional <= 0 ? null : Math.log(notional / equity);
  const exposureAfter = exposureOf(key, qtyBefore, price) + notional;
  return {
    decision,
    state,
    habits,
    quote,
    position: positionState(state, key, asset, ts),
    key,
    base: baseOf(decision.symbol),
    asset,
    ts,
    price,
    quantity,
    notional,
    moved: decision.instrument === 'inverse' ? notional : quantity,
    sign,
    isEntry,
    qtyBefore,
    closedShare: isEntry || qtyBefore === 0 ? 0 : roundTo(Math.min(1, quantity / Math.abs(qtyBefore)), 6),
    cost: before.avgCost === null ? null : toNumber(before.avgCost),
    direction: isEntry ? sign : -sign,
    equity,
    lnRisk,
    lnExposure: equity === null || exposureAfter <= 0 ? null : Math.log(exposureAfter / equity),
    lnSizeRatio: sizeRatio(quote, notional, isEntry),
    sizeZ: isEntry && lnRisk !== null ? robustZ(quote.risks, lnRisk, SIZE_MINIMUM, SIZE_SPREAD_FLOOR) : null,
    bars,
    market,
    openResults: null,
    suppressors: new Map(),
  };
}

function sizeRatio(quote: QuoteState, notional: number, isEntry: boolean): number {
  const mean = isEntry && notional > 0 ? windowMean(quote.sizes, SIZE_MINIMUM) : null;
  return mean === null ? 0 : Math.log(notional) - mean;
}

/** Return of the position against its average cost at the decision's price; null when the cost is unknown. */
export function gainOf(scene: Scene): number | null {
  if (scene.cost === null || scene.cost <= 0) return null;
  return scene.direction * (scene.price / scene.cost - 1);
}

/** The other positions open at this moment, by the sign of their paper result at the last known price. */
export function openResults(scene: Scene): { gains: number; losses: number } {
  if (scene.openResults) return scene.openResults;
  const results = { gains: 0, losses: 0 };
  for (const key of scene.state.open) {
    const position = key === scene.key ? undefined : scene.state.positions[key];
    if (!position || position.cost === null) continue;
    const sign = Math.sign(markOf(scene, key, position) - position.cost) * Math.sign(position.qty);
    if (sign > 0) results.gains += 1;
    if (sign < 0) results.losses += 1;
  }
  scene.openResults = results;
  return results;
}

/** Worth of units in the asset of their amounts: those of an inverse contract are quote units, paid in coins. */
export function exposureOf(key: string, qty: number, price: number): number {
  if (!isInverse(key)) return Math.abs(qty) * price;
  return price > 0 ? Math.abs(qty) / price : 0;
}

/** The coins, or contracts, of a trade are its notional times this power of the price. */
export function pricePower(key: string): 1 | -1 {
  return isInverse(key) ? 1 : -1;
}

/** Last closed bar's close of another position's symbol, else its last own price. */
export function markOf(
  { market, ts }: Pick<Scene, 'market' | 'ts'>,
  key: string,
  { price }: PositionState,
): number {
  return closedPrice(market, symbolOf(key), ts) ?? price;
}
