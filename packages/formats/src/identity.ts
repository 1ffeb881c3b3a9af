import { formatDecimal } from '@twin/shared/primitives/decimal';
import { FingerprintTable, fingerprintOf } from './reading/FingerprintTable.ts';
import type { ParsedFunding, ParsedTrade, ParsedTransfer } from './row.ts';

/** A trade with the id that stays the same at every import of the same fill. */
export interface IdentifiedTrade extends ParsedTrade {
  account: string;
  extId: string;
}

/** Any good hash of a text, as hexadecimal: handed in, since formats reads no platform. */
export type TextHash = (text: string) => string;

/**
 * Gives trades their extId (decision 1): `account:symbol:venueId`, or `account:h:<content hash>:<occurrence>`
 * where the venue gives no id. Two equal rows of one file are two trades, numbered in file order; since
 * they are equal it does not matter which row comes first. One identifier serves all batches of one file.
 */
export class TradeIdentifier {
  readonly #account: string;
  readonly #hash: TextHash;
  readonly #occurrences = new FingerprintTable();
  /** A complete id of our own export came: only such a one can equal the id made of another row of its file. */
  sawOwnIds = false;

  /** `account` names the trading account of rows whose file does not name one itself. */
  constructor(account: string, hash: TextHash) {
    this.#account = account;
    this.#hash = hash;
  }

  identify(trades: readonly ParsedTrade[]): IdentifiedTrade[] {
    return trades.map((trade) => ({
      ...trade,
      account: this.accountOf(trade),
      extId: this.extIdOf(trade),
    }));
  }

  accountOf(trade: ParsedTrade): string {
    return trade.account ?? this.#account;
  }

  /** The id of the next trade of the file: of equal ones each call gives the next occurrence. */
  extIdOf(trade: ParsedTrade): string {
    const account = this.accountOf(trade);
    const { venueId, symbol } = trade;
    if (venueId !== null) {
      if (!isOwnExtId(venueId, account, symbol)) return `${account}:${symbol}:${venueId}`;
      this.sawOwnIds = true;
      return venueId;
    }
    const prefix = `${account}:h:${this.#hash(contentOf(trade))}`;
    const key = fingerprintOf(prefix);
    const occurrence = this.#occurrences.get(key) + 1;
    this.#occurrences.set(key, occurrence);
    return `${prefix}:${occurrence}`;
  }
}

/** Gives what stands beside trades its extId: no venue names it, so what it is does, with its occurrence in the file. */
export class AsideIdentifier {
  readonly #account: string;
  readonly #occurrences = new Map<string, number>();

  /** `account` names the trading account of rows whose file does not name one itself. */
  constructor(account: string) {
    this.#account = account;
  }

  accountOf({ account }: Pick<ParsedFunding | ParsedTransfer, 'account'>): string {
    return account ?? this.#account;
  }

  extIdOf(aside: ParsedFunding | ParsedTransfer): string {
    const { asset, amount, wallTime } = aside;
    const kind = 'symbol' in aside ? `${aside.symbol}:funding` : 'transfer';
    const content = `${this.accountOf(aside)}:${kind}:${wallTime}:${formatDecimal(amount)}${asset}`;
    const occurrence = (this.#occurrences.get(content) ?? 0) + 1;
    this.#occurrences.set(content, occurrence);
    return `${content}:${occurrence}`;
  }
}

/** The trades of a whole file with their ids. */
export function identifyTrades(
  parsed: { trades: readonly ParsedTrade[] },
  account: string,
  hash: TextHash,
): IdentifiedTrade[] {
  return new TradeIdentifier(account, hash).identify(parsed.trades);
}

/** Our own export writes complete ids; reading it back must meet the same trades. */
function isOwnExtId(venueId: string, account: string, symbol: string): boolean {
  if (venueId.length <= account.length || !venueId.startsWith(account)) return false;
  return venueId.startsWith(`:${symbol}:`, account.length) || venueId.startsWith(':h:', account.length);
}

/** What makes two fills equal: everything that the venue fixed, with the printed wall time and no zone. */
export function contentOf(trade: ParsedTrade): string {
  return [
    trade.symbol,
    trade.side,
    trade.qty,
    trade.price,
    trade.fee,
    trade.feeAsset ?? '',
    trade.wallTime,
    trade.orderId ?? '',
  ].join('|');
}
