import {
  absolute,
  type Decimal,
  divide,
  multiply,
  multiplyDivide,
  ZERO,
} from '@twin/shared/primitives/decimal';
import type { AssetAmount, Episode } from '../ledger/decision.ts';
import { type EpisodePart, episodeParts } from '../ledger/episodeParts.ts';
import { baseOf, type Fill, quoteOf } from '../ledger/fill.ts';
import { slippageBps } from '../twin/tradingCost.ts';
import type { Direction, UnitMovement } from './units.ts';

type UnitFill = Pick<
  Fill,
  | ('id' | 'symbol' | 'instrument' | 'side' | 'qty' | 'price' | 'fee' | 'feeAsset' | 'settle')
  | ('ts' | 'startPosition')
> & { isOfDecision: boolean };

/** An episode with the fills of its decisions in ledger order, those of the one decision marked. */
export interface EpisodeFills extends Pick<Episode, 'id' | 'side' | 'instrument' | 'qtyMax' | 'closedAt'> {
  openedAt: number;
  fills: readonly UnitFill[];
}

/** What a later trade costs: the same for every alternative. */
export interface TradingCost {
  /** Fee as a fraction of the notional, as paid by the decision itself. */
  feeRate: Decimal;
  /** Half of the spread in basis points. */
  slippageBps: number;
}

/** The units of one decision: what an entry brought in, or an exit took out of the position. */
export interface DecisionUnits {
  symbol: string;
  direction: Direction;
  isEntry: boolean;
  /** Above zero. */
  qty: Decimal;
  /** The decision's VWAP. */
  price: Decimal;
  /** Paid by an entry; below zero what an exit would have saved. */
  fees: Decimal;
  /** End of the decision, UTC milliseconds: every horizon counts from here. */
  ts: number;
  openedAt: number;
  /** Base units of the position before the decision. */
  heldBefore: Decimal;
  /** How it really went on from there: an exit is out, an entry's units leave with their share of every exit. */
  actual: UnitMovement[];
  cost: TradingCost;
  /** Fees in a third asset: no rate is known here, so they are in no amount. */
  unpricedFees: AssetAmount[];
}

type Part = EpisodePart<UnitFill>;

export function decisionUnits(episode: EpisodeFills): DecisionUnits | { reason: string } {
  const { side, instrument, openedAt, fills } = episode;
  const first = fills.find(({ isOfDecision }) => isOfDecision);
  if (!first) return { reason: 'The decision has no fills any more.' };
  if (instrument === 'inverse' || instrument === 'quanto') {
    return { reason: 'Contracts that are not linear in the price cannot be simulated yet.' };
  }
  const parts = episodeParts(episode, fills);
  if (parts === null) {
    return { reason: 'Coins came or went beside the trades of this position, so what it held is not known.' };
  }
  const own = parts.filter(({ fill }) => fill.isOfDecision);
  const [begin] = own;
  const last = own.at(-1);
  if (!begin || !last) return { reason: 'The decision has no part in this position.' };
  const { isEntry } = begin;
  const qty = own.reduce((sum, { size }) => sum + size, ZERO);
  const value = own.reduce((sum, { size, fill }) => sum + multiply(size, fill.price), ZERO);
  const { priced, unpriced } = feesOf(own);
  const units: DecisionUnits = {
    symbol: first.symbol,
    direction: side,
    isEntry,
    qty,
    price: divide(value, qty),
    fees: isEntry ? priced : -priced,
    ts: last.fill.ts,
    openedAt,
    heldBefore: begin.before,
    actual: [],
    cost: { feeRate: feeRateOf(own), slippageBps: slippageBps(first.symbol) },
    unpricedFees: unpriced,
  };
  if (!isEntry) return units;
  const later = parts.slice(parts.indexOf(last) + 1);
  return { ...units, actual: [entryOf(units), ...exitsOf(later, qty)] };
}

/** The units coming in at the decision's own price: for an exit, as if it had been kept. */
export function entryOf({ ts, qty, price, fees }: DecisionUnits): UnitMovement {
  return { ts, units: qty, price, fees };
}

/** The entry's part of every later exit, by its share of the position. */
function exitsOf(later: readonly Part[], qty: Decimal): UnitMovement[] {
  const exits: UnitMovement[] = [];
  let own = qty;
  for (const part of later) {
    if (part.isEntry) continue;
    const { fill, size, before } = part;
    const left = size === before ? own : multiplyDivide(own, size, before);
    const fees = multiplyDivide(feeValue(fill) ?? ZERO, left, part.whole);
    exits.push({ ts: fill.ts, units: -left, price: fill.price, fees });
    own -= left;
  }
  return exits;
}

function feeRateOf(own: readonly Part[]): Decimal {
  const notional = own.reduce((sum, { fill }) => sum + multiply(fill.qty, fill.price), ZERO);
  const fees = own.reduce((sum, { fill }) => sum + (feeValue(fill) ?? ZERO), ZERO);
  return notional === ZERO ? ZERO : divide(absolute(fees), notional);
}

/** The fees of the parts in settlement units; those in a third asset are named instead. */
function feesOf(own: readonly Part[]): { priced: Decimal; unpriced: AssetAmount[] } {
  let priced = ZERO;
  const unpriced = new Map<string, Decimal>();
  for (const { fill, size, whole } of own) {
    const { fee, feeAsset } = fill;
    if (feeAsset === null || fee === ZERO) continue;
    const value = feeValue(fill);
    if (value !== null) priced += multiplyDivide(value, size, whole);
    else unpriced.set(feeAsset, (unpriced.get(feeAsset) ?? ZERO) + multiplyDivide(fee, size, whole));
  }
  const names = [...unpriced].sort(([a], [b]) => (a < b ? -1 : 1));
  return { priced, unpriced: names.map(([asset, amount]) => ({ asset, amount })) };
}

/** In settlement units; null for a third asset, of which no rate is known here. */
function feeValue({ symbol, price, fee, feeAsset, settle }: UnitFill): Decimal | null {
  if (feeAsset === null) return ZERO;
  if (feeAsset === (settle ?? quoteOf(symbol))) return fee;
  return feeAsset === baseOf(symbol) ? multiply(fee, price) : null;
}
