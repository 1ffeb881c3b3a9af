import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { IgnoredRow, ParsedFunding, ParsedTrade, ParsedTransfer, RejectedRow } from '../row.ts';
import { FIAT } from '../values/pair.ts';
import { type FileTime, quoted, type Row } from './Row.ts';

/** What a format knows about one trade; what it leaves out is null, `spot` or no fee. */
export interface TradeFields {
  symbol: string;
  side: 'buy' | 'sell';
  qty: Decimal;
  price: Decimal;
  fee: Decimal;
  feeAsset: string | null;
  time: FileTime;
  venueId?: string | null;
  account?: string | null;
  instrument?: ParsedTrade['instrument'];
  orderId?: string | null;
  orderType?: ParsedTrade['orderType'];
  startPosition?: Decimal | null;
  settle?: string | null;
  /** Where the file itself names it: only our own export does. */
  broker?: string | null;
}

export interface FundingFields extends Pick<ParsedFunding, 'symbol' | 'instrument' | 'asset' | 'amount'> {
  time: FileTime;
}

export interface TransferFields extends Pick<ParsedTransfer, 'asset' | 'amount'> {
  time: FileTime;
  account?: string | null;
}

/** Collects what the rows of a file give. A row goes into exactly one list: that is the accounting of a file. */
export class Findings {
  readonly #broker: string;
  trades: ParsedTrade[] = [];
  ignored: IgnoredRow[] = [];
  rejected: RejectedRow[] = [];
  fundings: ParsedFunding[] = [];
  transfers: ParsedTransfer[] = [];

  constructor(broker: string) {
    this.#broker = broker;
  }

  trade(row: Row, fields: TradeFields, others: readonly Row[] = []): void {
    checkTrade(row, fields);
    const faulty = row.fault || others.length === 0 ? row : others.find((other) => other.fault);
    if (faulty?.fault) {
      this.rejectTogether(faulty, [row, ...others]);
      return;
    }
    const { time } = fields;
    const lines = others.length === 0 ? [row.line] : linesOf([row, ...others]);
    this.trades.push({
      line: lines[0] ?? row.line,
      lines,
      broker: fields.broker ?? this.#broker,
      venueId: idOf(fields.venueId),
      account: fields.account || null,
      symbol: fields.symbol,
      instrument: fields.instrument ?? 'spot',
      side: fields.side,
      qty: fields.qty,
      price: fields.price,
      fee: fields.fee,
      feeAsset: fields.fee === ZERO ? null : fields.feeAsset,
      ts: time.ts,
      tsText: time.tsText,
      wallTime: time.wallTime,
      orderId: idOf(fields.orderId),
      orderType: fields.orderType ?? null,
      startPosition: fields.startPosition ?? null,
      settle: fields.settle || null,
    });
  }

  /** One row that tells two fills (a closed position): the row counts once, with the first of them. */
  tradeTwice(row: Row, opening: TradeFields, closingRow: Row, closing: TradeFields): void {
    checkTrade(closingRow, closing);
    row.fault ??= closingRow.fault;
    this.trade(row, opening);
    if (row.fault) return;
    this.trade(closingRow, closing);
    const last = this.trades.at(-1);
    if (last) last.lines = [];
  }

  /** A row that is no trade, and tells what holding a perpetual brought or cost. */
  funding(row: Row, { time, amount, ...fields }: FundingFields): void {
    if (this.rejectFaulty(row)) return;
    this.ignore(row, 'funding');
    const { line } = row;
    this.fundings.push({ line, broker: this.#broker, account: null, ...fields, amount, ...time });
  }

  /** A row that is no trade, and tells of coins that came in or went out. Money has no cost that could go along. */
  transfer(row: Row, reason: string, { time, amount, asset, account }: TransferFields): void {
    if (this.rejectFaulty(row)) return;
    this.ignore(row, reason);
    if (FIAT.includes(asset) || amount === ZERO) return;
    const { line } = row;
    this.transfers.push({ line, broker: this.#broker, account: account || null, asset, amount, ...time });
  }

  ignore(rows: Row | readonly Row[], reason: string): void {
    for (const { line } of asList(rows)) this.ignored.push({ line, reason });
  }

  /** Rejects a row for its own fault, or for the one given here when it has none yet. */
  reject(row: Row, field: string, reason: string, fix: string): void {
    row.fail(field, reason, fix);
    this.#reject(row);
  }

  /** Rejects a row of a kind that no one told us about: skipping it could lose a trade. */
  rejectUnknown(row: Row, field: string, kind: string): void {
    this.reject(
      row,
      field,
      `unknown type ${quoted(kind)}`,
      'If it is a trade, add it by hand; else remove the row.',
    );
  }

  /** Rejects all rows of one trade: one of them cannot be read, so none may count alone. */
  rejectTogether(faulty: Row, rows: readonly Row[]): void {
    for (const row of rows) {
      if (row !== faulty && !row.fault)
        row.fail(
          'row',
          `it belongs to line ${faulty.line}, which cannot be read`,
          `Mend line ${faulty.line}.`,
        );
      this.#reject(row);
    }
  }

  /** Rejects a row when one of its reads failed; true when it did. */
  rejectFaulty(row: Row): boolean {
    if (row.fault) this.#reject(row);
    return row.fault !== null;
  }

  #reject(row: Row): void {
    if (row.fault) this.rejected.push({ line: row.line, ...row.fault });
  }
}

/** A spreadsheet turns long ids into `8.95E+14`: many ids become one, so such an id names nothing any more. */
function idOf(text: string | null | undefined): string | null {
  return !text || /^\d(?:[.,]\d+)?E\+\d+$/i.test(text) ? null : text;
}

function linesOf(rows: readonly Row[]): number[] {
  return rows.map(({ line }) => line).sort((a, b) => a - b);
}

function asList(rows: Row | readonly Row[]): readonly Row[] {
  return 'line' in rows ? [rows] : rows;
}

function checkTrade(row: Row, fields: TradeFields): void {
  if (row.fault) return;
  if (fields.qty <= ZERO)
    row.fail('qty', 'the quantity is not above zero', 'A trade needs an amount above zero.');
  if (fields.price <= ZERO)
    row.fail('price', 'the price is not above zero', 'A trade needs a price above zero.');
  if (fields.fee !== ZERO && !fields.feeAsset)
    row.fail('fee_asset', 'the fee has no asset', 'Name the asset in which the fee was paid.');
  if (fields.symbol.startsWith('-') || fields.symbol.endsWith('-'))
    row.fail('symbol', 'the pair has no base or no quote', 'Write the pair as BTC-USD.');
}
