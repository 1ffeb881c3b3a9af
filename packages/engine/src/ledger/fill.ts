import type { Decimal } from '@twin/shared/primitives/decimal';
import { remembered } from './remembered.ts';

export type Side = 'buy' | 'sell';

/**
 * What the fill moves. Only `spot` cannot go short: a spot sale beyond the known holding
 * has unknown cost (transfer in, history cut off) and opens nothing.
 */
export type Instrument = 'spot' | 'margin' | 'linear' | 'inverse' | 'quanto';

export type OrderType = 'market' | 'limit' | 'stop' | 'take_profit' | 'liquidation';

/** One execution, the unit that comes in. Its id is the trade id and never changes. */
export interface Fill {
  id: string;
  account: string;
  /** BASE-QUOTE in modern codes. */
  symbol: string;
  instrument: Instrument;
  side: Side;
  /** Executed quantity in base units, above zero, before a fee taken in the base coin. */
  qty: Decimal;
  /** Quote units per base unit, zero or above. */
  price: Decimal;
  /** Cost above zero, rebate below zero, in feeAsset units. */
  fee: Decimal;
  /** null exactly when the fee is zero. */
  feeAsset: string | null;
  /** UTC milliseconds. */
  ts: number;
  /** Order among equal ts: venue or file order. */
  seq: number;
  orderId: string | null;
  orderType: OrderType | null;
  /** The venue's own signed position before this fill, where it tells. */
  startPosition: Decimal | null;
  /**
   * What profit, loss and margin are paid in where that is not the contract's usual asset: USDC for a perpetual
   * that is quoted in USD. The first fill of a book says it for the book; spot and margin pay in the quote.
   */
  settle?: string | null;
}

/** What the ledger sorts by. */
export type FillOrder = Pick<Fill, 'ts' | 'seq' | 'id'>;

/** The order of the ledger: (ts, seq, id). Never "buys first". */
export function compareFills(a: FillOrder, b: FillOrder): number {
  return a.ts - b.ts || a.seq - b.seq || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export const baseOf = remembered((symbol) => symbol.slice(0, symbol.lastIndexOf('-')));

export const quoteOf = remembered((symbol) => symbol.slice(symbol.lastIndexOf('-') + 1));
