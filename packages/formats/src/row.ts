import type { Decimal } from '@twin/shared/primitives/decimal';

/** What a format says about each row of a file: every row is in exactly one of the three lists. */
export interface ParsedFile {
  /** Registry name, for instance `binance-spot`. */
  format: string;
  broker: string;
  /** IANA zone or `UTC` or a fixed offset `+05:30`; how wall times of the file were read. */
  timezone: string;
  /** Oldest first; `seq` of the ledger follows this order. */
  trades: ParsedTrade[];
  ignored: IgnoredRow[];
  rejected: RejectedRow[];
  /** What of the ignored rows is funding, in file order. */
  fundings: ParsedFunding[];
  /** What of them is a deposit or a withdrawal of coins. */
  transfers: ParsedTransfer[];
  /** Rows read: trades' lines + ignored + rejected. */
  read: number;
  /** The columns used, where the table is of no known format: guessed or given. */
  mapping?: ColumnMapping;
  /** The column names of such a table. */
  columns?: readonly string[];
  /** The files of an archive, whose lines are counted on. */
  parts?: { name: string; firstLine: number }[];
}

export interface ParsedTrade {
  /** First line (1-based) of the file that made the trade, then all of them. */
  line: number;
  lines: number[];
  broker: string;
  /** The venue's own id as printed, or null where the file has none. */
  venueId: string | null;
  /** The account or portfolio that the file itself names, or null. */
  account: string | null;
  symbol: string;
  instrument: 'spot' | 'margin' | 'linear' | 'inverse' | 'quanto';
  side: 'buy' | 'sell';
  qty: Decimal;
  price: Decimal;
  fee: Decimal;
  feeAsset: string | null;
  /** UTC milliseconds: what the product computes with. */
  ts: number;
  /** ISO-8601 UTC with Z and the fraction that the file has. */
  tsText: string;
  /** The wall time as printed, normalised, before any zone: part of the content hash. */
  wallTime: string;
  orderId: string | null;
  orderType: 'market' | 'limit' | 'stop' | 'take_profit' | 'liquidation' | null;
  startPosition: Decimal | null;
  /** What a derivative pays in, where that is not its usual asset (the quote, the base of an inverse one). */
  settle: string | null;
}

/** Funding of a perpetual: a row that is no trade, and that counts. It stands among the ignored rows too. */
export interface ParsedFunding {
  line: number;
  broker: string;
  /** The account that the file itself names, or null. */
  account: string | null;
  symbol: string;
  instrument: 'linear' | 'inverse' | 'quanto';
  asset: string;
  /** Received above zero, paid below. */
  amount: Decimal;
  ts: number;
  tsText: string;
  wallTime: string;
}

/** Coins that came in or went out: no trade either, and where it went to an own account the cost goes along. */
export interface ParsedTransfer {
  line: number;
  broker: string;
  /** The account that the file itself names, or null. */
  account: string | null;
  asset: string;
  /** Received above zero; sent below, a fee included. */
  amount: Decimal;
  ts: number;
  tsText: string;
  wallTime: string;
}

export interface IgnoredRow {
  line: number;
  reason: string;
}

/** A row that the person must be told about: which line and field, why, and how to mend it. */
export interface RejectedRow {
  line: number;
  field: string;
  reason: string;
  fix: string;
}

/** Which column of a file holds what: for tables that no format knows. Values are column names of the header. */
export interface ColumnMapping {
  time: string;
  symbol: string;
  qty: string;
  price: string;
  /** Without a side column the sign of the quantity tells the side. */
  side?: string;
  fee?: string;
  feeAsset?: string;
  /** Currency of the price, where the symbol column names the asset alone. */
  quote?: string;
  id?: string;
  orderId?: string;
  account?: string;
}

/** Why a whole file cannot be read. */
export interface FileProblem {
  problem:
    | 'empty'
    | 'binary'
    | 'too-large'
    | 'unknown-format'
    | 'wrong-format'
    | 'unknown-zone'
    | 'no-rows'
    | 'bad-container';
  message: string;
  fix: string;
  /** The column names found, where a table was found. */
  columns?: string[];
  /** Rows of a table that no format knows: all of them, so that the accounting holds. */
  rejected?: RejectedRow[];
}
