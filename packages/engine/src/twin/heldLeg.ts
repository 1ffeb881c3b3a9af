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
import type { HeldLeg, TradingCost } from './hold.ts';

/** The fills of an episode in ledger order, those of the decision marked, and what it made when it is closed. */
export interface EpisodeFills {
  side: 'long' | 'short';
  fills: readonly (Pick<
    Fill,
    'symbol' | 'instrument' | 'side' | 'qty' | 'price' | 'fee' | 'feeAsset' | 'settle' | 'ts'
  > & { isOfDecision: boolean })[];
  /** Net, quote units; null while it is open or when part of its cost is unknown. */
  realisedPnl: Decimal | null;
}

/** A leg that can be held, or why there is none. */
export type HeldLegReading =
  | { leg: HeldLeg; cost: TradingCost; unpricedFees: AssetAmount[] }
  | { reason: string };

/** Half spreads in basis points where the account's own slippage is not known (science.md §5). */
const MAJOR_SLIPPAGE_BPS = 5;
const OTHER_SLIPPAGE_BPS = 20;
const MAJORS = new Set(['BTC', 'ETH']);

/**
 * What "hold" means for a decision: for an exit the quantity that it closed, for an entry the quantity that it
 * brought, against its share (by quantity) of what the episode made.
 */
export function heldLeg(episode: EpisodeFills): HeldLegReading {
  const own = episode.fills.filter(({ isOfDecision }) => isOfDecision);
  const [first] = own;
  const last = own.at(-1);
  if (!first || !last) return { reason: 'The decision has no fills any more.' };
  if (first.instrument === 'inverse' || first.instrument === 'quanto') {
    return { reason: 'Contracts that are not linear in the price cannot be held in a simulation yet.' };
  }
  const isEntry = first.side === entrySide(episode);
  const traded = sum(own.map(({ qty }) => qty));
  const qty = isEntry ? traded : minimum(traded, openBefore(episode));
  if (qty <= ZERO) return { reason: 'The decision closed nothing whose cost is known.' };
  if (isEntry && episode.realisedPnl === null) {
    return {
      reason:
        'The position is still open, or part of its cost is unknown, so there is no result to compare with.',
    };
  }
  const notional = sum(own.map((fill) => multiply(fill.qty, fill.price)));
  const { priced, unpriced } = feesOf(own);
  const entered = sum(
    episode.fills.filter(({ side }) => side === entrySide(episode)).map((fill) => fill.qty),
  );
  return {
    leg: {
      direction: episode.side,
      qty,
      price: divide(notional, traded),
      fees: isEntry ? priced : -multiplyDivide(priced, qty, traded),
      ts: last.ts,
      actual: isEntry ? multiplyDivide(episode.realisedPnl ?? ZERO, qty, entered) : ZERO,
    },
    cost: {
      feeRate: notional === ZERO ? ZERO : divide(absolute(priced), notional),
      slippageBps: slippageBps(first.symbol),
    },
    unpricedFees: unpriced,
  };
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
function feesOf(fills: EpisodeFills['fills']): { priced: Decimal; unpriced: AssetAmount[] } {
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

function slippageBps(symbol: string): number {
  return MAJORS.has(baseOf(symbol)) ? MAJOR_SLIPPAGE_BPS : OTHER_SLIPPAGE_BPS;
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total + value, ZERO);
}
