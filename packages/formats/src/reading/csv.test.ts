import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './LineSplitter.ts';
import { RecordSplitter } from './RecordSplitter.ts';
import { splitCells } from './splitCells.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', ';', '"', '\n', 'é', '-'), maxLength: 8 });
const row = fc
  .array(cell, { minLength: 1, maxLength: 5 })
  .filter((cells) => cells.some((text) => text.trim() !== ''));
const table = fc.array(row, { minLength: 1, maxLength: 8 });

function write(cells: readonly string[], delimiter: string): string {
  return cells
    .map((text) =>
      /[",;\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text,
    )
    .join(delimiter);
}

describe('the CSV reader', () => {
  it('reads every well-formed table as an established parser does', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const text = rows.map((cells) => write(cells, delimiter)).join('\n');
        const splitter = new RecordSplitter(delimiter);
        const own = [...splitter.push(text.split('\n')), ...splitter.end()].map(({ cells }) => cells);
        const theirs = Papa.parse<string[]>(text, { delimiter, newline: '\n' }).data;
        expect(own).toEqual(theirs.filter((cells) => cells.some((value) => value.trim() !== '')));
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('gives each row the line where it begins, whatever its cells hold', () => {
    fc.assert(
      fc.property(table, (rows) => {
        let line = 1;
        const begins = rows.map((cells) => {
          const begin = line;
          line += write(cells, ',').split('\n').length;
          return begin;
        });
        const splitter = new RecordSplitter(',');
        const lines = rows
          .map((cells) => write(cells, ','))
          .join('\n')
          .split('\n');
        const own = [...splitter.push(lines), ...splitter.end()].map((record) => record.line);
        expect(own).toEqual(begins);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it('cuts lines the same way however the text arrives', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '\r\n'), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 6 }), (whole, cuts) => {
        const splitter = new LineSplitter();
        const places = [0, ...[...cuts].sort((a, b) => a - b), whole.length];
        const lines = places.flatMap((place, index) =>
          splitter.push(whole.slice(place, places[index + 1] ?? place)),
        );
        const expected = whole.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect([...lines, ...splitter.end()]).toEqual(expected);
      }),
      { seed: 13, numRuns: 2000 },
    );
  });

  it('keeps the rows around a broken quote', () => {
    expect(splitCells('1,""x,"y"', ',')).toEqual({ cells: ['1', 'x', 'y'], isBroken: true });
    const splitter = new RecordSplitter(',');
    const lines = ['a,"b', ...Array.from({ length: 60 }, (_, index) => `${index},x`)];
    const records = [...splitter.push(lines), ...splitter.end()];
    expect(records.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
  });
});
