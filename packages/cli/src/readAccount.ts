import { hash } from 'node:crypto';
import type { Fill } from '@twin/engine/ledger/fill';
import { type IdentifiedTrade, TradeIdentifier } from '@twin/formats/identity';
import { type FileToParse, isProblem, parseFile } from '@twin/formats/parseFile';
import type { ParsedTrade, RejectedRow } from '@twin/formats/row';
import { tradeIdentity } from '@twin/shared/primitives/tradeId';
import { Unusable } from './command.ts';
import { readInput } from './readInput.ts';

/** Rows whose file names no trading account belong to this one. */
const DEFAULT_ACCOUNT = 'main';
const BATCH = 1024;

export interface AccountInput {
  /** Their ids are the texts that trade ids are hashes of: `printedId` hashes the few that are printed. */
  fills: Fill[];
  /** Where each fill came from, in the order of `fills`: file, first line, number of lines. */
  origins: { file: string[]; line: number[]; rows: number[] };
  /** Rows; read = accepted + duplicate + ignored + rejected. */
  rows: { read: number; accepted: number; duplicate: number; ignored: number; rejected: number };
  problems: ({ file: string } & RejectedRow)[];
}

export type FileOptions = Omit<FileToParse, 'name' | 'bytes'>;

/** Fills of all files together; a fill that an earlier file had is a duplicate. @throws Unusable */
export function readAccount(files: readonly string[], options: FileOptions): AccountInput {
  const account: AccountInput = {
    fills: [],
    origins: { file: [], line: [], rows: [] },
    rows: { read: 0, accepted: 0, duplicate: 0, ignored: 0, rejected: 0 },
    problems: [],
  };
  const seen = new Set<string>();
  for (const file of files) addFile(account, seen, file, options);
  return account;
}

function addFile(account: AccountInput, seen: Set<string>, file: string, options: FileOptions): void {
  const parsed = parseFile({ ...options, name: file, bytes: readInput(file) });
  if (isProblem(parsed)) throw new Unusable(`${file}: ${parsed.message} ${parsed.fix}`);
  account.rows.read += parsed.read;
  account.rows.ignored += parsed.ignored.length;
  account.rows.rejected += parsed.rejected.length;
  for (const row of parsed.rejected) account.problems.push({ file, ...row });
  for (const trade of identified(parsed.trades)) {
    const id = tradeIdentity('', trade.broker, trade.extId);
    const rows = trade.lines.length;
    if (seen.has(id)) {
      account.rows.duplicate += rows;
      continue;
    }
    account.rows.accepted += rows;
    seen.add(id);
    account.origins.file.push(file);
    account.origins.line.push(trade.line);
    account.origins.rows.push(rows);
    account.fills.push({
      id,
      account: trade.account,
      symbol: trade.symbol,
      instrument: trade.instrument,
      side: trade.side,
      qty: trade.qty,
      price: trade.price,
      fee: trade.fee,
      feeAsset: trade.feeAsset,
      ts: trade.ts,
      seq: account.fills.length,
      orderId: trade.orderId,
      orderType: trade.orderType,
      startPosition: trade.startPosition,
    });
  }
}

/** The trade id (decision 1, without a user) of a fill by its id in this account. */
export function printedId(fillId: string): string {
  return sha256(fillId);
}

/** A batch at a time, so that the copies with ids are garbage before the next ones come. */
function* identified(trades: readonly ParsedTrade[]): Generator<IdentifiedTrade> {
  const identifier = new TradeIdentifier(DEFAULT_ACCOUNT, sha256);
  for (let at = 0; at < trades.length; at += BATCH) yield* identifier.identify(trades.slice(at, at + BATCH));
}

/** Moves a fill that the ledger cannot book to the rejected rows. */
export function rejectFill(account: AccountInput, fillId: string, reason: string): void {
  const { fills, origins, rows, problems } = account;
  const place = fills.findIndex(({ id }) => id === fillId);
  const [file, line, count] = [origins.file[place], origins.line[place], origins.rows[place]];
  if (file === undefined || line === undefined || count === undefined) return;
  rows.accepted -= count;
  rows.rejected += count;
  problems.push({ file, line, field: 'row', reason, fix: 'correct the row, or leave it out' });
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
