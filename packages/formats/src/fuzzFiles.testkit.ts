import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { candidatesOf, detectTable, unwrapRow } from './detectTable.ts';
import { RecordSplitter } from './reading/RecordSplitter.ts';
import { FORMATS } from './registry.ts';

/** A file for a reader, and what it is called. */
export interface FuzzFile {
  name: string;
  text: string;
}

const FIXTURES = fileURLToPath(new URL('../../../fixtures/ok/exports/', import.meta.url));
const exportFiles = readdirSync(FIXTURES)
  .filter((name) => !name.endsWith('.golden.json'))
  .map((name) => ({ name, text: readFileSync(FIXTURES + name, 'utf8') }));

/** Cells that have broken importers: other styles, other types, nothing at all. */
const NASTY = [
  ...['', ' ', '-', '""', '"', '0', '-1', '1e5', 'NaN', 'Infinity', '1.2.3', '1,234.5', '1.234,5', '€1'],
  ...['($5.00)', '1 BTC', '999999999999999999999', '0.0000000000000000001', '2024-02-30', '31/31/2024'],
  ...['2024-03-31 02:30:00', '01/02/2024', 'buy', 'SELL', 'BTC-USD', 'BTCUSDT', 'USD', '=1+1', '\ufeff1'],
  ...['"a""b"', 'a\tb', ';;;', '💥', '\u0000', 'null', '9'.repeat(60), '1E-400', '1E+400', '-0', 'Ⅷ', '١٢٣'],
];
const nasty = fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 12 }), fc.double().map(String));

/** A fixture with some of its cells, rows and line ends changed. */
export const damagedFile: fc.Arbitrary<FuzzFile> = fc
  .tuple(
    fc.constantFrom(...exportFiles),
    fc.array(fc.record({ line: fc.nat(40), cell: fc.nat(20), text: nasty }), { maxLength: 6 }),
    fc.array(fc.record({ from: fc.nat(40), to: fc.nat(40) }), { maxLength: 3 }),
    fc.constantFrom('\n', '\r\n', '\r'),
  )
  .map(([{ name, text }, changes, copies, newline]) => {
    const rows = text.split('\n');
    for (const { line, cell, text: put } of changes) {
      const delimiter = (rows[0] ?? '').includes(';') ? ';' : ',';
      const cells = (rows[line % rows.length] ?? '').split(delimiter);
      cells[cell % cells.length] = put;
      rows[line % rows.length] = cells.join(delimiter);
    }
    for (const { from, to } of copies) rows.splice(to % rows.length, 0, rows[from % rows.length] ?? '');
    return { name, text: rows.join(newline) };
  });

/** What a table of one format is made of: what stands before its rows, and the words of each column. */
export interface Grammar {
  name: string;
  delimiter: string;
  before: readonly string[];
  words: readonly (readonly string[])[];
}

/** The grammars of all exports that are tables of text, read off the fixtures. */
export const GRAMMARS: readonly Grammar[] = exportFiles.flatMap(({ name, text }) => {
  const lines = text.split(/\r?\n/);
  const table = detectTable(candidatesOf(lines), FORMATS);
  if (!table || text.startsWith('<')) return [];
  const { delimiter, headerLine, header } = table;
  const splitter = new RecordSplitter(delimiter);
  const records = [...splitter.push(lines), ...splitter.end()];
  const rows = records
    .filter(({ line }) => line > headerLine)
    .map(({ cells }) => unwrapRow(cells, delimiter, header.names.length));
  const words = header.names.map((_, column) => [...new Set(rows.map((row) => row[column] ?? ''))]);
  return [{ name, delimiter, before: lines.slice(0, headerLine), words }];
});

/** A number of a grammar's column in another size, sign or style. */
const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 20 }))
  .map(([digits, places]) => {
    const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
    const number = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    return digits < 0n ? `-${number}` : number;
  });

/** A row of the grammar: mostly words of each column, so that rows go deep into a reader; now and then anything. */
function rowOf({ words, delimiter }: Grammar): fc.Arbitrary<string> {
  const cells = words.map((column) =>
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...(column.length > 0 ? column : [''])) },
      { weight: 3, arbitrary: column.some((word) => /^-?\d/.test(word)) ? amount : fc.constant('') },
      { weight: 1, arbitrary: nasty },
    ),
  );
  return fc.tuple(...cells).map((row) => row.map((cell) => quoted(cell, delimiter)).join(delimiter));
}

function quoted(cell: string, delimiter: string): string {
  const needsQuotes = cell.includes(delimiter) || /["\n\r]/.test(cell);
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A table of any format, written by its grammar: many rows, in any order, with any line ends. */
export const grammaticalFile: fc.Arbitrary<FuzzFile> = fc
  .constantFrom(...GRAMMARS)
  .chain((grammar) =>
    fc.tuple(
      fc.constant(grammar),
      fc.array(rowOf(grammar), { maxLength: 60 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('', '\ufeff'),
      fc.boolean(),
    ),
  )
  .map(([{ name, before }, rows, newline, mark, endsLine]) => ({
    name,
    text: `${mark}${[...before, ...rows].join(newline)}${endsLine ? newline : ''}`,
  }));

/** The rows of a grammar over and over, to a size: what an export of years is like. */
export function longFile({ name, before, words, delimiter }: Grammar, bytes: number): FuzzFile {
  const count = Math.max(...words.map((column) => column.length), 1);
  const rows = Array.from({ length: count }, (_, index) =>
    words
      .map((column) => quoted(column[index % Math.max(column.length, 1)] ?? '', delimiter))
      .join(delimiter),
  );
  const lines = [...before];
  for (let size = 0, index = 0; size < bytes; index += 1) {
    const row = rows[index % rows.length] ?? '';
    lines.push(row);
    size += row.length + 1;
  }
  return { name, text: lines.join('\n') };
}
