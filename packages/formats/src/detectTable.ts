import type { Format } from './format.ts';
import { Header } from './reading/Header.ts';
import { type RawRecord, RecordSplitter } from './reading/RecordSplitter.ts';
import { splitCells } from './reading/splitCells.ts';

export interface TableFound {
  format: Format;
  header: Header;
  headerLine: number;
  delimiter: string;
}

export interface HeaderGuess {
  columns: string[];
  headerLine: number;
  delimiter: string;
}

/** The first rows of a file as one delimiter cuts them. */
export interface Candidate {
  delimiter: string;
  records: readonly RawRecord[];
}

/** Preambles are short; a header further down than this is none. */
const ROWS_SEARCHED = 80;
/** The widest known export has 100 columns. */
const COLUMNS_SEARCHED = 500;
const DELIMITERS = [',', ';', '\t', '|'];

/** The first rows of a text, cut by every delimiter, the most used one first. */
export function candidatesOf(lines: readonly string[]): Candidate[] {
  const head = lines.slice(0, ROWS_SEARCHED);
  const text = head.join('\n');
  const uses = new Map(DELIMITERS.map((delimiter) => [delimiter, text.split(delimiter).length]));
  return [...DELIMITERS]
    .sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0))
    .map((delimiter) => {
      const splitter = new RecordSplitter(delimiter);
      return { delimiter, records: [...splitter.push(head), ...splitter.end()] };
    });
}

/** The first row that one of the formats knows as its header. */
export function detectTable(candidates: readonly Candidate[], formats: readonly Format[]): TableFound | null {
  for (const { delimiter, records } of candidates) {
    for (const { line, cells } of records.slice(0, ROWS_SEARCHED)) {
      const names = unwrapRow(cells, delimiter, 2);
      if (names.length > COLUMNS_SEARCHED) continue;
      const header = new Header(names);
      const format = formats.find((candidate) => candidate.detect(header));
      if (format) return { format, header, headerLine: line, delimiter };
    }
  }
  return null;
}

/** The widest row of the first lines: what a person would call the column names of an unknown table. */
export function guessHeader(candidates: readonly Candidate[]): HeaderGuess {
  let best: HeaderGuess = { columns: [], headerLine: 0, delimiter: ',' };
  for (const { delimiter, records } of candidates) {
    for (const { line, cells } of records.slice(0, ROWS_SEARCHED)) {
      const columns = unwrapRow(cells, delimiter, 2).map((cell) => cell.replaceAll('\ufeff', '').trim());
      if (columns.length > best.columns.length && columns.length <= COLUMNS_SEARCHED)
        best = { columns, headerLine: line, delimiter };
    }
  }
  return best;
}

/** A row that a spreadsheet quoted once more is one cell that holds all of them. */
export function unwrapRow(cells: string[], delimiter: string, width: number): string[] {
  const [only] = cells;
  if (cells.length !== 1 || width < 2 || !only?.includes(delimiter)) return cells;
  return splitCells(only, delimiter).cells;
}
