import { type Batch, FileReading, type ReadingOptions } from './FileReading.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { mergeParts, type Part } from './mergeParts.ts';
import { fileProblem } from './problems.ts';
import { decodeText, sniffEncoding } from './reading/decodeText.ts';
import type { RawRecord } from './reading/RecordSplitter.ts';
import { type ArchiveFile, isArchive, readArchive } from './reading/readArchive.ts';
import { isMarkup, readMarkup } from './reading/readMarkup.ts';
import { isWorkbook, readWorkbook } from './reading/readWorkbook.ts';
import type { FileProblem, ParsedFile, ParsedTrade } from './row.ts';

/** Characters read at a time: rows of one piece are garbage before the next one comes. */
const PIECE = 64 * 1024;
/** Files of an archive that can hold rows. */
const READABLE = /\.(?:csv|tsv|txt|xlsx|xml|html?)$/i;

export interface FileToParse extends ReadingOptions {
  bytes: Uint8Array;
}

/** What a file is apart from its trades, and the order in which they came. */
export interface FileFacts extends Omit<ParsedFile, 'trades'> {
  /** True when the trades came newest first: reverse them before a stable sort by time. */
  isNewestFirst: boolean;
}

/** Sees the trades of each piece in file order. */
export type TakeTrades = (trades: readonly ParsedTrade[]) => void;

/**
 * Reads one export of any known format: text, xlsx, XML, HTML, or a zip of part files. `read` = lines of
 * trades + ignored + rejected, always. Answers a FileProblem when the file as a whole is unusable; a file
 * whose rows were all refused is no problem of the file: its rows say why.
 */
export function parseFile(file: FileToParse): ParsedFile | FileProblem {
  return whole((take) => parsePieces(file, take));
}

/** The same without keeping the trades: those of a piece are garbage before the next one comes, where the format allows. */
export function parsePieces(file: FileToParse, take: TakeTrades): FileFacts | FileProblem {
  if (file.bytes.length > MAX_FILE_BYTES) return fileProblem('too-large');
  const { bytes, ...options } = file;
  if (!isArchive(bytes)) return parsePlain(bytes, options, take);
  const parsed = parseArchive(bytes, options);
  if (isProblem(parsed)) return parsed;
  const { trades, ...facts } = parsed;
  take(trades);
  return { ...facts, isNewestFirst: false };
}

/** Equal times keep the true order of the file: reversed first when it is written newest first. In place. */
export function oldestFirst<T extends { ts: number }>(trades: T[], isNewestFirst: boolean): T[] {
  if (isNewestFirst) trades.reverse();
  return trades.sort((a, b) => a.ts - b.ts);
}

function whole(parse: (take: TakeTrades) => FileFacts | FileProblem): ParsedFile | FileProblem {
  const trades: ParsedTrade[] = [];
  const facts = parse((piece) => {
    for (const trade of piece) trades.push(trade);
  });
  if (isProblem(facts)) return facts;
  const { isNewestFirst, ...rest } = facts;
  return { ...rest, trades: oldestFirst(trades, isNewestFirst) };
}

/** True for archives, spreadsheets, XML and HTML by their first bytes: FileReading takes their text in no pieces. */
export function mustBeReadWhole(head: Uint8Array): boolean {
  if (isArchive(head)) return true;
  const encoding = sniffEncoding(head);
  return encoding !== 'binary' && isMarkup(new TextDecoder(encoding).decode(head));
}

/** True for the answer that a file cannot be read. */
export function isProblem(result: ParsedFile | FileFacts | FileProblem): result is FileProblem {
  return 'problem' in result;
}

function parseArchive(bytes: Uint8Array, options: ReadingOptions): ParsedFile | FileProblem {
  const files = readArchive(bytes);
  if (typeof files === 'string') return fileProblem(files);
  if (isWorkbook(files)) return parseWorkbook(files, options);
  const parts = files.filter(({ name }) => READABLE.test(name)).map((file) => parsePart(file, options));
  return parts.length === 0 ? fileProblem('bad-container') : mergeParts(parts);
}

function parsePart({ name, bytes }: ArchiveFile, options: ReadingOptions): Part {
  const partOptions = { ...options, name };
  if (!isArchive(bytes)) {
    const result = whole((take) => parsePlain(bytes, partOptions, take));
    return { name, result, lines: countLines(bytes) };
  }
  const files = readArchive(bytes);
  const result =
    typeof files !== 'string' && isWorkbook(files)
      ? parseWorkbook(files, partOptions)
      : fileProblem('bad-container');
  return { name, result, lines: isProblem(result) ? 0 : lastLine(result) };
}

/** The first sheet that a format knows; the others of an export are legends and totals. */
function parseWorkbook(files: readonly ArchiveFile[], options: ReadingOptions): ParsedFile | FileProblem {
  let sheets: RawRecord[][];
  try {
    sheets = readWorkbook(files);
  } catch {
    return fileProblem('bad-container');
  }
  const results = sheets
    .filter((sheet) => sheet.length > 0)
    .map((sheet) => whole((take) => parseRecords(sheet, options, take)));
  return results.find((result) => !isProblem(result)) ?? results[0] ?? fileProblem('empty');
}

function parsePlain(bytes: Uint8Array, options: ReadingOptions, take: TakeTrades): FileFacts | FileProblem {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return fileProblem(decoded.fault);
  if (!isMarkup(decoded.text)) return parseText(decoded.text, options, take);
  const records = readMarkup(decoded.text);
  return records ? parseRecords(records, options, take) : fileProblem('bad-container');
}

function parseText(text: string, options: ReadingOptions, take: TakeTrades): FileFacts | FileProblem {
  const reading = new FileReading(options);
  const others: Others = { ignored: [], rejected: [], fundings: [], transfers: [] };
  for (let at = 0; at < text.length; at += PIECE) {
    takeBatch(reading.push(text.slice(at, at + PIECE)), others, take);
  }
  takeBatch(reading.end(), others, take);
  return finish(reading, others);
}

function parseRecords(
  records: readonly RawRecord[],
  options: ReadingOptions,
  take: TakeTrades,
): FileFacts | FileProblem {
  const reading = new FileReading(options);
  const others: Others = { ignored: [], rejected: [], fundings: [], transfers: [] };
  takeBatch(reading.readTable(records), others, take);
  return finish(reading, others);
}

/** The rows that made no trade. */
type Others = Pick<Batch, 'ignored' | 'rejected' | 'fundings' | 'transfers'>;

function takeBatch(batch: Batch, others: Others, take: TakeTrades): void {
  if (batch.trades.length > 0) take(batch.trades);
  for (const row of batch.ignored) others.ignored.push(row);
  for (const row of batch.rejected) others.rejected.push(row);
  for (const row of batch.fundings) others.fundings.push(row);
  for (const row of batch.transfers) others.transfers.push(row);
}

function finish(
  reading: FileReading,
  { ignored, rejected, fundings, transfers }: Others,
): FileFacts | FileProblem {
  const { format, problem, mapping } = reading;
  if (problem || !format) return problem ?? fileProblem('empty');
  const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line;
  return {
    format: format.name,
    broker: format.broker,
    timezone: reading.timezone,
    ignored: ignored.sort(byLine),
    rejected: rejected.sort(byLine),
    fundings,
    transfers,
    read: reading.read,
    isNewestFirst: reading.isNewestFirst,
    ...(mapping ? { mapping, columns: reading.columns } : {}),
  };
}

function countLines(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1);
}

function lastLine({ trades, ignored, rejected }: ParsedFile): number {
  const lines = [...trades, ...ignored, ...rejected].map(({ line }) => line);
  return lines.reduce((last, line) => Math.max(last, line), 0);
}
