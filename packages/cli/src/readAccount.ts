import { hash } from 'node:crypto';
import type { Fill } from '@twin/engine/ledger/fill';
import type { Funding } from '@twin/engine/ledger/funding';
import { remembered } from '@twin/engine/ledger/remembered';
import type { Transfer } from '@twin/engine/ledger/transfer';
import { AsideIdentifier, TradeIdentifier } from '@twin/formats/identity';
import { type FileToParse, isProblem, oldestFirst, parsePieces } from '@twin/formats/parseFile';
import type { ParsedFunding, ParsedTrade, ParsedTransfer, RejectedRow } from '@twin/formats/row';
import { tradeId } from '@twin/shared/primitives/tradeId';
import { Unusable } from './command.ts';
import { readInput } from './readInput.ts';

/** Rows whose file names no trading account belong to this one. */
const DEFAULT_ACCOUNT = 'main';

/** A fill and where it came from. */
export interface FileFill extends Fill {
  file: string;
  /** The first line that made it, and how many did. */
  line: number;
  rows: number;
}

export interface AccountInput {
  /** Their ids are texts as unique as the trade ids, whose hashes `printedId` makes of the few that are printed. */
  fills: FileFill[];
  /** What holding perpetuals brought or cost; a funding that an earlier file had is left out. */
  fundings: Funding[];
  /** Coins that came in or went out; again without those that an earlier file had. */
  transfers: Transfer[];
  /** Rows; read = accepted + duplicate + ignored + rejected. */
  rows: { read: number; accepted: number; duplicate: number; ignored: number; rejected: number };
  problems: ({ file: string } & RejectedRow)[];
}

export type FileOptions = Omit<FileToParse, 'name' | 'bytes'>;

/** Fills of all files together; a fill that an earlier file had is a duplicate. @throws Unusable */
export function readAccount(files: readonly string[], options: FileOptions): AccountInput {
  const account: AccountInput = {
    fills: [],
    fundings: [],
    transfers: [],
    rows: { read: 0, accepted: 0, duplicate: 0, ignored: 0, rejected: 0 },
    problems: [],
  };
  const seen = files.length > 1 ? new Set<string>() : null;
  for (const file of files) addFile(account, seen, file, options);
  return account;
}

/** `seen` holds the ids of the files before; null where there is only one, whose own ids differ from each other. */
function addFile(account: AccountInput, seen: Set<string> | null, file: string, options: FileOptions): void {
  const identifier = new TradeIdentifier(DEFAULT_ACCOUNT, sha256);
  const found: FileFill[] = [];
  const parsed = parsePieces({ ...options, name: file, bytes: readInput(file) }, (trades) => {
    for (const trade of trades) found.push(fillOf(trade, file, identifier));
  });
  if (isProblem(parsed)) throw new Unusable(`${file}: ${parsed.message} ${parsed.fix}`);
  const { rows, fills, problems } = account;
  rows.read += parsed.read;
  rows.ignored += parsed.ignored.length;
  rows.rejected += parsed.rejected.length;
  for (const row of parsed.rejected) problems.push({ file, ...row });
  addFundings(account, parsed.fundings);
  addTransfers(account, parsed.transfers);
  const known = seen ?? (identifier.sawOwnIds ? new Set<string>() : null);
  for (const fill of oldestFirst(found, parsed.isNewestFirst)) {
    if (known && known.size === known.add(fill.id).size) {
      rows.duplicate += fill.rows;
      continue;
    }
    rows.accepted += fill.rows;
    fill.seq = fills.length;
    fills.push(fill);
  }
}

function addFundings({ fundings }: AccountInput, found: readonly ParsedFunding[]): void {
  const identifier = new AsideIdentifier(DEFAULT_ACCOUNT);
  const known = new Set(fundings.map(({ id }) => id));
  for (const funding of found) {
    const { broker, symbol, instrument, asset, amount, ts } = funding;
    const id = `${broker}|${identifier.extIdOf(funding)}`;
    if (known.has(id)) continue;
    fundings.push({ id, account: identifier.accountOf(funding), symbol, instrument, asset, amount, ts });
  }
}

function addTransfers({ transfers }: AccountInput, found: readonly ParsedTransfer[]): void {
  const identifier = new AsideIdentifier(DEFAULT_ACCOUNT);
  const known = new Set(transfers.map(({ id }) => id));
  for (const transfer of found) {
    const { broker, asset, amount, ts } = transfer;
    const id = `${broker}|${identifier.extIdOf(transfer)}`;
    if (known.has(id)) continue;
    transfers.push({ id, account: identifier.accountOf(transfer), broker, asset, amount, ts });
  }
}

/** One text for all fills that name it. */
const shared = remembered((name) => name);

/** Its place among equal times is set when all of the file is known. */
function fillOf(trade: ParsedTrade, file: string, identifier: TradeIdentifier): FileFill {
  return {
    id: `${trade.broker}|${identifier.extIdOf(trade)}`,
    account: identifier.accountOf(trade),
    symbol: shared(trade.symbol),
    instrument: trade.instrument,
    side: trade.side,
    qty: trade.qty,
    price: trade.price,
    fee: trade.fee,
    feeAsset: trade.feeAsset && shared(trade.feeAsset),
    ts: trade.ts,
    seq: 0,
    orderId: trade.orderId,
    orderType: trade.orderType,
    startPosition: trade.startPosition,
    settle: trade.settle,
    file,
    line: trade.line,
    rows: trade.lines.length,
  };
}

/** The trade id (decision 1, without a user) of a fill by its id in this account. */
export function printedId(fillId: string): string {
  const bar = fillId.indexOf('|');
  return tradeId('', fillId.slice(0, bar), fillId.slice(bar + 1), sha256);
}

/** Moves a fill that the ledger cannot book to the rejected rows. */
export function rejectFill(account: AccountInput, fillId: string, reason: string): void {
  const { fills, rows, problems } = account;
  const fill = fills.find(({ id }) => id === fillId);
  if (!fill) return;
  rows.accepted -= fill.rows;
  rows.rejected += fill.rows;
  const { file, line } = fill;
  problems.push({ file, line, field: 'row', reason, fix: 'correct the row, or leave it out' });
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
