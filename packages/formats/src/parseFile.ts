import { type Batch, FileReading, type ReadingOptions } from './FileReading.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { fileProblem } from './problems.ts';
import { decodeText } from './reading/decodeText.ts';
import type { FileProblem, ParsedFile, ParsedTrade } from './row.ts';

/** Characters read at a time: rows of one piece are garbage before the next one comes. */
const PIECE = 64 * 1024;

export interface FileToParse extends ReadingOptions {
  bytes: Uint8Array;
}

/**
 * Reads one export of any known format: `read` = lines of trades + ignored + rejected, always.
 * Answers a FileProblem when the file as a whole is unusable; a file whose rows were all refused is no
 * problem of the file: its rows say why.
 */
export function parseFile(file: FileToParse): ParsedFile | FileProblem {
  if (file.bytes.length > MAX_FILE_BYTES) return fileProblem('too-large');
  const decoded = decodeText(file.bytes);
  if (!decoded.ok) return fileProblem(decoded.fault);
  const { bytes: _, ...options } = file;
  return parseText(decoded.text, options);
}

/** True for the answer that a file cannot be read. */
export function isProblem(result: ParsedFile | FileProblem): result is FileProblem {
  return 'problem' in result;
}

function parseText(text: string, options: ReadingOptions): ParsedFile | FileProblem {
  const reading = new FileReading(options);
  const all: Batch = { trades: [], ignored: [], rejected: [] };
  for (let at = 0; at < text.length; at += PIECE) addTo(all, reading.push(text.slice(at, at + PIECE)));
  addTo(all, reading.end());
  const { format, problem } = reading;
  if (problem || !format) return problem ?? fileProblem('empty');
  const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line;
  return {
    format: format.name,
    broker: format.broker,
    timezone: reading.timezone,
    trades: oldestFirst(all.trades, reading.isNewestFirst),
    ignored: all.ignored.sort(byLine),
    rejected: all.rejected.sort(byLine),
    read: reading.read,
  };
}

/** In place: a spread of many thousand rows as arguments would overflow the stack. */
function addTo(all: Batch, more: Batch): void {
  for (const trade of more.trades) all.trades.push(trade);
  for (const row of more.ignored) all.ignored.push(row);
  for (const row of more.rejected) all.rejected.push(row);
}

/** Equal times keep the true order of the file: reversed first when it is written newest first. */
function oldestFirst(trades: ParsedTrade[], isNewestFirst: boolean): ParsedTrade[] {
  if (isNewestFirst) trades.reverse();
  return trades.sort((a, b) => a.ts - b.ts);
}
