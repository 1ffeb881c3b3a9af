import type { ParsedTrade, RejectedRow } from '@twin/formats/row';
import {
  ARCHIVE_FILES,
  ARCHIVE_VERSION,
  ArchivedAccount,
  ArchivedCandle,
  ArchivedFeedback,
  ArchivedFunding,
  ArchivedMapping,
  ArchivedMessage,
  ArchivedRule,
  ArchivedSettings,
  ArchivedTrade,
  ArchivedTransfer,
  ArchiveManifest,
  OlderArchivedRule,
} from '@twin/shared/dto/archive';
import { AppError } from '@twin/shared/errors/AppError';
import { decimal } from '@twin/shared/primitives/decimal';
import type { z } from 'zod';
import { UPLOAD_LIMIT_BYTES } from '../../lib/http/upload.ts';
import { isZip, readZip, zipEntry } from '../../lib/zip/readZip.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import { BATCH_TRADES, type FileBatch, type FileFacts, type FileTrade } from './fileBatches.ts';

/** Everything in an export but the trades. */
export interface ArchiveRest {
  accounts: ArchivedAccount[];
  settings: ArchivedSettings | null;
  mappings: ArchivedMapping[];
  rules: OlderArchivedRule[];
  feedback: ArchivedFeedback[];
  messages: ArchivedMessage[];
  fundings: ArchivedFunding[];
  transfers: ArchivedTransfer[];
  /** A part at a time: there may be a million of them. @throws AppError RESTORE_UNREADABLE */
  candles: Iterable<ArchivedCandle[]>;
}

/** An export of ours, open for a restore. */
export interface Archive {
  batches(): Generator<{ facts: FileFacts; batch: FileBatch }>;
  rest: ArchiveRest;
}

export const ARCHIVE_FORMAT = 'archive';

/** Unpacked; the trades of a million fills take a third of it. */
const ENTRY_LIMIT_BYTES = 1024 * 1024 * 1024;
const PART_LINES = 10_000;
const FACTS: FileFacts = { format: ARCHIVE_FORMAT, timezone: 'UTC', mapping: null, columns: [] };

/** Whether the begin of an upload may be that of an export; all else shows when it is opened. */
export function isArchiveHead(head: Buffer): boolean {
  return isZip(head);
}

/** @throws AppError RESTORE_UNREADABLE when the upload is no export of ours, or was changed; RESTORE_NEWER */
export async function openArchive(objects: ObjectStore, objectKey: string): Promise<Archive> {
  const zip = await readZip(await objects.open(objectKey), UPLOAD_LIMIT_BYTES);
  const trades = zip && zipEntry(zip, ARCHIVE_FILES.trades, ENTRY_LIMIT_BYTES);
  if (!zip || !trades) throw new AppError('RESTORE_UNREADABLE');
  const version = versionOf(zip);
  const all = <Schema extends z.ZodType>(name: string, schema: Schema) => readAll(zip, name, schema);
  const isOlder = (first: number, name: string) => version < first && !zipEntry(zip, name, ENTRY_LIMIT_BYTES);
  const allSince = <Schema extends z.ZodType>(first: number, name: string, schema: Schema) =>
    isOlder(first, name) ? [] : all(name, schema);
  return {
    batches: () => archiveBatches(trades),
    rest: {
      accounts: all(ARCHIVE_FILES.accounts, ArchivedAccount),
      settings: all(ARCHIVE_FILES.settings, ArchivedSettings)[0] ?? null,
      mappings: all(ARCHIVE_FILES.mappings, ArchivedMapping),
      rules: all(ARCHIVE_FILES.rules, version < 4 ? OlderArchivedRule : ArchivedRule),
      feedback: all(ARCHIVE_FILES.feedback, ArchivedFeedback),
      messages: allSince(4, ARCHIVE_FILES.messages, ArchivedMessage),
      fundings: allSince(2, ARCHIVE_FILES.fundings, ArchivedFunding),
      transfers: allSince(2, ARCHIVE_FILES.transfers, ArchivedTransfer),
      candles: isOlder(3, ARCHIVE_FILES.candles)
        ? []
        : inParts(readLines(zip, ARCHIVE_FILES.candles, ArchivedCandle)),
    },
  };
}

/** Only the first had no manifest. */
function versionOf(zip: Uint8Array): number {
  if (!zipEntry(zip, ARCHIVE_FILES.manifest, ENTRY_LIMIT_BYTES)) return 1;
  const [manifest] = readAll(zip, ARCHIVE_FILES.manifest, ArchiveManifest);
  if (!manifest) throw new AppError('RESTORE_UNREADABLE', { context: { name: ARCHIVE_FILES.manifest } });
  const { version } = manifest;
  if (version > ARCHIVE_VERSION) throw new AppError('RESTORE_NEWER', { context: { version } });
  return version;
}

function readAll<Schema extends z.ZodType>(
  zip: Uint8Array,
  name: string,
  schema: Schema,
): z.output<Schema>[] {
  return [...readLines(zip, name, schema)];
}

function* readLines<Schema extends z.ZodType>(
  zip: Uint8Array,
  name: string,
  schema: Schema,
): Generator<z.output<Schema>> {
  const entry = zipEntry(zip, name, ENTRY_LIMIT_BYTES);
  if (!entry) throw new AppError('RESTORE_UNREADABLE', { context: { name } });
  let line = 0;
  for (const text of linesOf(entry)) {
    line += 1;
    const read = readLine(text, schema);
    if (read === null) throw new AppError('RESTORE_UNREADABLE', { context: { name, line } });
    yield read;
  }
}

function* inParts<Line>(lines: Iterable<Line>): Generator<Line[]> {
  let part: Line[] = [];
  for (const line of lines) {
    part.push(line);
    if (part.length < PART_LINES) continue;
    yield part;
    part = [];
  }
  yield part;
}

function readLine<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A line at a time, so that the text of a large file is never held as a whole. */
function* linesOf(bytes: Buffer): Generator<string> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start);
    const stop = end === -1 ? bytes.length : end;
    if (stop > start) yield bytes.toString('utf8', start, stop);
    start = stop + 1;
  }
}

/** Equal archives give equal batches, as files do. The order of the lines is the order of the trades. */
function* archiveBatches(bytes: Buffer): Generator<{ facts: FileFacts; batch: FileBatch }> {
  let trades: FileTrade[] = [];
  let problems: RejectedRow[] = [];
  const take = (): { facts: FileFacts; batch: FileBatch } => {
    const batch = { trades, fundings: [], transfers: [], ignored: 0, rejected: problems.length, problems };
    trades = [];
    problems = [];
    return { facts: FACTS, batch };
  };
  let line = 0;
  for (const text of linesOf(bytes)) {
    line += 1;
    const trade = readLine(text, ArchivedTrade);
    if (trade) trades.push(fileTrade(trade, line));
    else problems.push(changedLine(line));
    if (trades.length + problems.length >= BATCH_TRADES) yield take();
  }
  yield take();
}

function changedLine(line: number): RejectedRow {
  return {
    line,
    field: 'row',
    reason: 'the line does not fit an export',
    fix: 'Restore the export as it was given.',
  };
}

function fileTrade(trade: ArchivedTrade, line: number): FileTrade {
  const { deletedAt, qty, price, fee, startPosition, ts, ...rest } = trade;
  const amounts: Pick<ParsedTrade, 'qty' | 'price' | 'fee' | 'startPosition'> = {
    qty: decimal(qty),
    price: decimal(price),
    fee: decimal(fee),
    startPosition: startPosition === null ? null : decimal(startPosition),
  };
  return {
    ...rest,
    ...amounts,
    ts: Date.parse(ts),
    tsText: ts,
    wallTime: ts.slice(0, -1),
    venueId: trade.extId,
    line,
    lines: [line],
    seq: line,
    ...(deletedAt === null ? {} : { deletedAt: new Date(deletedAt) }),
  };
}
