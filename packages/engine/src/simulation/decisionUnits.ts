import {
  absolute,
  type Decimal,
  divide,
  maximum,
  minimum,
  multiply,
  multiplyDivide,
  ZERO,
} from '@twin/shared/primitives/decimal';
import type { AssetAmount } from '../ledger/decision.ts';
import { baseOf, type Fill, quoteOf } from '../ledger/fill.ts';
import { slippageBps } from '../twin/tradingCost.ts';
import type { Direction, UnitMovement } from './units.ts';

/** The fills of an episode in ledger order, those of the decision marked. */
export interface EpisodeFills {
  side: Direction;
  openedAt: number;
  fills: readonly (Pick<
    Fill,
    'symbol' | 'instrument' | 'side' | 'qty' | 'price' | 'fee' | 'feeAsset' | 'settle' | 'ts'
  > & { isOfDecision: boolean })[];
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

type EpisodeFill = EpisodeFills['fills'][number];

export function decisionUnits(episode: EpisodeFills): DecisionUnits | { reason: string } {
  const own = episode.fills.filter(({ isOfDecision }) => isOfDecision);
  const [first] = own;
  const last = own.at(-1);
  if (!first || !last) return { reason: 'The decision has no fills any more.' };
  if (first.instrument === 'inverse' || first.instrument === 'quanto') {
    return { reason: 'Contracts that are not linear in the price cannot be simulated yet.' };
  }
  const isEntry = first.side === entrySide(episode);
  const traded = own.reduce((sum, { qty }) => sum + qty, ZERO);
  const before = openBefore(episode);
  const qty = isEntry ? traded : minimum(traded, before);
  if (qty <= ZERO) return { reason: 'The decision closed nothing whose cost is known.' };
  const notional = own.reduce((sum, fill) => sum + multiply(fill.qty, fill.price), ZERO);
  const { priced, unpriced } = feesOf(own);
  const units: DecisionUnits = {
    symbol: first.symbol,
    direction: episode.side,
    isEntry,
    qty,
    price: divide(notional, traded),
    fees: isEntry ? priced : -multiplyDivide(priced, qty, traded),
    ts: last.ts,
    openedAt: episode.openedAt,
    heldBefore: before,
    actual: [],
    cost: {
      feeRate: notional === ZERO ? ZERO : divide(absolute(priced), notional),
      slippageBps: slippageBps(first.symbol),
    },
    unpricedFees: unpriced,
  };
  return isEntry ? { ...units, actual: [entryOf(units), ...exitsOf(episode, units, before)] } : units;
}

/** The units coming in at the decision's own price: for an exit, as if it had been kept. */
export function entryOf({ ts, qty, price, fees }: DecisionUnits): UnitMovement {
  return { ts, units: qty, price, fees };
}

/** The entry's part of every later exit, by its share of the position. */
function exitsOf(episode: EpisodeFills, { qty }: DecisionUnits, before: Decimal): UnitMovement[] {
  const exits: UnitMovement[] = [];
  let own = qty;
  let held = before + qty;
  for (const fill of afterDecision(episode)) {
    if (fill.side === entrySide(episode)) {
      held += fill.qty;
      continue;
    }
    const closed = minimum(fill.qty, held);
    if (closed <= ZERO) continue;
    const part = closed === held ? own : multiplyDivide(own, closed, held);
    const fees = multiplyDivide(feesOf([fill]).priced, part, fill.qty);
    exits.push({ ts: fill.ts, units: -part, price: fill.price, fees });
    own -= part;
    held -= closed;
  }
  return exits;
}

function afterDecision({ fills }: EpisodeFills): readonly EpisodeFill[] {
  const last = fills.findLastIndex(({ isOfDecision }) => isOfDecision);
  return fills.slice(last + 1);
}

function entrySide({ side }: EpisodeFills): 'buy' | 'sell' {
  return side === 'long' ? 'buy' : 'sell';
}

/** Units of the episode that were open just before the decision. */
function openBefore(episode: EpisodeFills): Decimal {
  let open = ZERO;
  for (const fill of episode.fills) {
    if (fill.isOfDecision) break;
    open += fill.side === entrySide(episode) ? fill.qty : -fill.qty;
  }
  return maximum(open, ZERO);
}

/** Fees in settlement units; those in a third asset have no rate here and are named instead. */
function feesOf(fills: readonly EpisodeFill[]): { priced: Decimal; unpriced: AssetAmount[] } {
  let priced = ZERO;
  const unpriced = new Map<string, Decimal>();
  for (const { symbol, price, fee, feeAsset, settle } of fills) {
    if (feeAsset === null || fee === ZERO) continue;
    if (feeAsset === (settle ?? quoteOf(symbol))) priced += fee;
    else if (feeAsset === baseOf(symbol)) priced += multiply(fee, price);
    else unpriced.set(feeAsset, (unpriced.get(feeAsset) ?? ZERO) + fee);
  }
  const names = [...unpriced].sort(([a], [b]) => (a < b ? -1 : 1));
  return { priced, unpriced: names.map(([asset, amount]) => ({ asset, amount })) };
}
