import { randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { FileReading } from '@twin/formats/FileReading';
import type { ColumnMapping, IgnoredRow, RejectedRow } from '@twin/formats/row';
import type { ImportFields } from '@twin/shared/dto/import';
import { AppError } from '@twin/shared/errors/AppError';
import { z } from 'zod';
import { parseInput } from '../../lib/http/inputProblems.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import { fileError } from './fileProblems.ts';
import { headText } from './fileText.ts';
import { isWholeFile } from './wholeFile.ts';

/** An uploaded file in the object store, with its begin for a first look. */
export interface ReceivedFile {
  name: string;
  objectKey: string;
  bytes: number;
  head: Buffer;
  discard(): Promise<void>;
}

export const HEAD_BYTES = 256 * 1024;

/** Stores the upload; nothing stays when the stream fails. */
export async function storeUpload(
  objects: ObjectStore,
  file: { name: string; content: Readable },
): Promise<ReceivedFile> {
  const objectKey = `uploads/${randomUUID()}`;
  const pieces: Buffer[] = [];
  let kept = 0;
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (kept < HEAD_BYTES) pieces.push(chunk.subarray(0, HEAD_BYTES - kept));
      kept += chunk.length;
      done(null, chunk);
    },
  });
  file.content.on('error', (error) => tap.destroy(error));
  const bytes = await objects.put(objectKey, file.content.pipe(tap));
  return {
    name: file.name,
    objectKey,
    bytes,
    head: Buffer.concat(pieces),
    discard: () => objects.remove(objectKey),
  };
}

/**
 * Refuses a file whose begin already shows that it cannot be read, or that has no trade in it, before anything is
 * stored of it.
 * @throws AppError IMPORT_EMPTY, IMPORT_BINARY, IMPORT_UNKNOWN_FORMAT, IMPORT_WRONG_FORMAT, IMPORT_UNKNOWN_ZONE,
 *   IMPORT_NO_TRADES
 */
export function checkHead(file: Pick<ReceivedFile, 'name' | 'head' | 'bytes'>, options: FileOptions): void {
  const reading = new FileReading({ name: file.name, ...options });
  // What an archive or a spreadsheet holds shows when it is read as a whole.
  if (!reading.problem && isWholeFile(file.head)) return;
  let trades = 0;
  const rejected: RejectedRow[] = [];
  const ignored: IgnoredRow[] = [];
  if (!reading.problem) {
    const text = headText(file.head);
    if (text.trim() === '') throw new AppError('IMPORT_EMPTY');
    for (const read of [() => reading.push(text), () => reading.end()]) {
      if (reading.problem) break;
      const batch = read();
      trades += batch.trades.length;
      rejected.push(...batch.rejected);
      ignored.push(...batch.ignored);
    }
  }
  if (reading.problem && reading.problem.problem !== 'no-rows') throw fileError(reading.problem);
  // A longer file may still bring trades; the job finds out.
  if (trades === 0 && file.bytes === file.head.length) throw noTrades(rejected, ignored);
}

const PROBLEMS_NAMED = 50;
const NO_TRADE_FIX = 'Export the trade or order history, not the wallet or transfer history.';

/** Names the rows that could not be read, then those that are understood and no trades. */
function noTrades(rejected: readonly RejectedRow[], ignored: readonly IgnoredRow[]): AppError {
  const unread = rejected.map(({ line, field, reason, fix }) => {
    return { path: `line ${line}, ${field}`, message: reason, fix };
  });
  const others = ignored.map(({ line, reason }) => {
    return { path: `line ${line}`, message: `no trade: ${reason}`, fix: NO_TRADE_FIX };
  });
  return new AppError('IMPORT_NO_TRADES', { fields: [...unread, ...others].slice(0, PROBLEMS_NAMED) });
}

export interface FileOptions {
  format?: string;
  timezone?: string;
  dateOrder?: 'day-first' | 'month-first';
  mapping?: ColumnMapping;
}

const Column = z.string().min(1).max(200);
const Mapping = z.strictObject({
  time: Column,
  symbol: Column,
  qty: Column,
  price: Column,
  side: Column.optional(),
  fee: Column.optional(),
  feeAsset: Column.optional(),
  quote: Column.optional(),
  id: Column.optional(),
  orderId: Column.optional(),
  account: Column.optional(),
});

/** The reading options that the person gave. @throws AppError INVALID_INPUT for an unreadable mapping */
export function fileOptions({ format, timezone, dates, mapping }: ImportFields): FileOptions {
  return {
    ...(format === undefined ? {} : { format }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(dates === undefined ? {} : { dateOrder: dates }),
    ...(mapping === undefined ? {} : { mapping: readMapping(mapping) }),
  };
}

/** As the import row keeps it. */
export function isDateOrder(text: string | null): text is NonNullable<FileOptions['dateOrder']> {
  return text === 'day-first' || text === 'month-first';
}

/** From the request, or as the import row keeps it. */
export function readMapping(mapping: unknown): ColumnMapping {
  const given = typeof mapping === 'string' ? parseJson(mapping) : mapping;
  return withoutUndefined(parseInput(Mapping, given, ['mapping']));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function withoutUndefined(mapping: z.output<typeof Mapping>): ColumnMapping {
  const { time, symbol, qty, price, ...optional } = mapping;
  const given = Object.entries(optional).filter(([, column]) => column !== undefined);
  return { time, symbol, qty, price, ...Object.fromEntries(given) };
}
