import type { Format } from './format.ts';
import { Header } from './reading/Header.ts';
import { RecordSplitter } from './reading/RecordSplitter.ts';
import { splitCells } from './reading/splitCells.ts';
import { FORMATS } from './registry.ts';

export interface TableFound {
  format: Format;
  header: Header;
  headerLine: number;
  delimiter: string;
}

/** Preambles are short; a header further down than this is none. */
const LINES_SEARCHED = 80;
const DELIMITERS = [',', ';', '\t', '|'];

/** The first row that a format knows as its header, tried with every delimiter; one format only when it was named. */
export function detectTable(
  lines: readonly string[],
  formats: readonly Format[] = FORMATS,
): TableFound | null {
  for (const delimiter of delimitersByUse(lines)) {
    for (const { line, cells } of firstRecords(lines, delimiter)) {
      const header = new Header(unwrapRow(cells, delimiter, 2));
      const format = formats.find((candidate) => candidate.detect(header));
      if (format) return { format, header, headerLine: line, delimiter };
    }
  }
  return null;
}

/** The widest row of the first lines: what a person would call the column names of an unknown table. */
export function guessHeader(lines: readonly string[]): {
  columns: string[];
  headerLine: number;
  delimiter: string;
} {
  let best = { columns: [] as string[], headerLine: 0, delimiter: ',' };
  for (const delimiter of delimitersByUse(lines)) {
    for (const { line, cells } of firstRecords(lines, delimiter)) {
      const columns = unwrapRow(cells, delimiter, 2).map((cell) => cell.replaceAll('\ufeff', '').trim());
      if (columns.length > best.columns.length) best = { columns, headerLine: line, delimiter };
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

function delimitersByUse(lines: readonly string[]): string[] {
  const text = lines.slice(0, LINES_SEARCHED).join('\n');
  const uses = new Map(DELIMITERS.map((delimiter) => [delimiter, text.split(delimiter).length]));
  return [...DELIMITERS].sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0));
}

function firstRecords(lines: readonly string[], delimiter: string) {
  const splitter = new RecordSplitter(delimiter);
  return [...splitter.push(lines.slice(0, LINES_SEARCHED)), ...splitter.end()];
}
