import type { Fill } from '@twin/engine/ledger/fill';
import { decimal, ZERO } from '@twin/shared/primitives/decimal';

/** A fill with what only the database knows of it. */
export interface StoredTrade extends Omit<Fill, 'ts'> {
  broker: string;
  extId: string;
  ts: Date;
  settle: string | null;
  /** Trade id of the first fill of its decision; null until it is scored. */
  decisionId: string | null;
  deletedAt: Date | null;
}

/** A fill as the query gives it: exact amounts as text, the time in UTC milliseconds. */
export interface FillRow
  extends Pick<Fill, 'id' | 'account' | 'symbol' | 'instrument' | 'side' | 'feeAsset' | 'ts' | 'seq'> {
  orderId: string | null;
  orderType: Fill['orderType'];
  qty: string;
  price: string;
  /** null where the venue named none. */
  fee: string | null;
  startPosition: string | null;
  settle: string | null;
}

export interface TradeRecord extends Omit<FillRow, 'ts'> {
  broker: string;
  extId: string;
  ts: Date;
  decisionId: string | null;
  deletedAt: Date | null;
}

export function fillOf(row: FillRow): Fill {
  return { ...row, ...amounts(row) };
}

export function storedTradeOf(row: TradeRecord): StoredTrade {
  return { ...row, ...amounts(row) };
}

function amounts(row: Omit<FillRow, 'ts'>) {
  return {
    qty: decimal(row.qty),
    price: decimal(row.price),
    fee: row.fee === null ? ZERO : decimal(row.fee),
    startPosition: row.startPosition === null ? null : decimal(row.startPosition),
  };
}
