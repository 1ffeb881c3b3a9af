import { FileReading, type ReadingOptions } from './FileReading.ts';
import { decodeText } from './reading/decodeText.ts';
import type { FileProblem, ParsedFile, ParsedTrade } from './row.ts';

/** Uploads above this are refused before anything is read. */
export const MAX_FILE_BYTES = 150 * 1024 * 1024;

export interface FileToParse extends ReadingOptions {
  bytes: Uint8Array;
}

/**
 * Reads one export of any known format: `read` = lines of trades + ignored + rejected, always.
 * Answers a FileProblem when the file as a whole is unusable; a file whose rows were all refused is no
 * problem of the file: its rows say why.
 */
export function parseFile(file: FileToParse): ParsedFile | FileProblem {
  if (file.bytes.length > MAX_FILE_BYTES) return tooLarge(file.bytes.length);
  const decoded = decodeText(file.bytes);
  if (!decoded.ok) return unreadable(decoded.fault);
  const { bytes: _, ...options } = file;
  return parseText(decoded.text, options);
}

/** True for the answer that a file cannot be read. */
export function isProblem(result: ParsedFile | FileProblem): result is FileProblem {
  return 'problem' in result;
}

function parseText(text: string, options: ReadingOptions): ParsedFile | FileProblem {
  const reading = new FileReading(options);
  const first = reading.push(text);
  const last = reading.end();
  const { format, problem } = reading;
  if (problem || !format) return problem ?? unreadable('empty');
  const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line;
  return {
    format: format.name,
    broker: format.broker,
    timezone: reading.timezone,
    trades: oldestFirst([...first.trades, ...last.trades], reading.isNewestFirst),
    ignored: [...first.ignored, ...last.ignored].sort(byLine),
    rejected: [...first.rejected, ...last.rejected].sort(byLine),
    read: reading.read,
  };
}

/** Equal times keep the true order of the file: reversed first when it is written newest first. */
function oldestFirst(trades: ParsedTrade[], isNewestFirst: boolean): ParsedTrade[] {
  if (isNewestFirst) trades.reverse();
  return trades.sort((a, b) => a.ts - b.ts);
}

function tooLarge(bytes: number): FileProblem {
  return {
    problem: 'too-large',
    message: `The file has ${Math.ceil(bytes / 1024 / 1024)} MB; at most 150 MB are read.`,
    fix: 'Export shorter periods and import the files one after another.',
  };
}

function unreadable(fault: 'empty' | 'binary'): FileProblem {
  return fault === 'empty'
    ? { problem: 'empty', message: 'The file is empty.', fix: 'Export the file again.' }
    : {
        problem: 'binary',
        message: 'The file is no text, spreadsheet or zip archive.',
        fix: 'Bring the CSV, xlsx or zip as the exchange exported it.',
      };
}
