import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from './parseFile.ts';

/** `npm run fuzz -- --seconds 60` sets it; without it the run is short and always the same. */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? '0');
const budget = (numRuns: number, seed: number): fc.Parameters<unknown> =>
  seconds > 0
    ? {
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: seconds * 333,
        markInterruptAsFailure: false,
      }
    : { numRuns, seed };
const patience = seconds * 1000 + 60_000;

const folder = fileURLToPath(new URL('../../../fixtures/ok/exports/', import.meta.url));
const seeds = readdirSync(folder)
  .filter((name) => !name.endsWith('.golden.json'))
  .map((name) => ({ name, lines: readFileSync(folder + name, 'utf8').split('\n') }));

/** Cells that have broken importers: other styles, other types, nothing at all. */
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-',
    '""',
    '"',
    '0',
    '-1',
    '1e5',
    'NaN',
    'Infinity',
    '1.2.3',
    '1,234.5',
    '1.234,5',
    '€1',
    '($5.00)',
    '1 BTC',
    '999999999999999999999',
    '0.0000000000000000001',
    '2024-02-30',
    '31/31/2024',
    '2024-03-31 02:30:00',
    '01/02/2024',
    'buy',
    'SELL',
    'BTC-USD',
    'BTCUSDT',
    'USD',
    '=1+1',
    '\ufeff1',
    '"a""b"',
    'a\tb',
    ';;;',
    '💥',
    '\u0000',
    'null',
  ),
  fc.string({ maxLength: 12 }),
  fc.double().map(String),
);

/** A fixture with some of its cells, rows and line ends changed. */
const mutant = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.record({ line: fc.nat(40), cell: fc.nat(20), text: nasty }), { maxLength: 6 }),
    fc.array(fc.record({ from: fc.nat(40), to: fc.nat(40) }), { maxLength: 3 }),
    fc.constantFrom('\n', '\r\n', '\r'),
  )
  .map(([{ name, lines }, changes, copies, newline]) => {
    const rows = [...lines];
    for (const { line, cell, text } of changes) {
      const delimiter = (rows[0] ?? '').includes(';') ? ';' : ',';
      const cells = (rows[line % rows.length] ?? '').split(delimiter);
      cells[cell % cells.length] = text;
      rows[line % rows.length] = cells.join(delimiter);
    }
    for (const { from, to } of copies) rows.splice(to % rows.length, 0, rows[from % rows.length] ?? '');
    return { name, text: rows.join(newline) };
  });

/** Every line is told about once: in one trade, as ignored, or as rejected. */
function checkAccounting(name: string, bytes: Uint8Array): void {
  const parsed = parseFile({ name, bytes });
  if (isProblem(parsed)) {
    expect(parsed.message).not.toBe('');
    return;
  }
  const lines = [
    ...parsed.trades.flatMap((trade) => trade.lines),
    ...parsed.ignored.map(({ line }) => line),
    ...parsed.rejected.map(({ line }) => line),
  ];
  expect(parsed.read).toBe(lines.length);
  expect(new Set(lines).size).toBe(lines.length);
  for (const trade of parsed.trades) {
    expect(trade.qty > 0n && trade.price > 0n).toBe(true);
    expect(trade.feeAsset === null).toBe(trade.fee === 0n);
    expect(Number.isSafeInteger(trade.ts)).toBe(true);
  }
}

describe('damaged files', () => {
  it(
    'never crash a reader, and every row stays accounted for',
    () => {
      fc.assert(
        fc.property(mutant, ({ name, text }) => checkAccounting(name, new TextEncoder().encode(text))),
        budget(3000, 2026),
      );
    },
    patience,
  );

  it(
    'random text is read or refused, never more',
    () => {
      const text = fc.string({
        unit: fc.constantFrom('a', '1', ',', ';', '"', '\n', '\r', '.', '-', ' ', '<', '>', '\ufeff'),
        maxLength: 300,
      });
      fc.assert(
        fc.property(text, (body) => checkAccounting('x.csv', new TextEncoder().encode(body))),
        budget(2000, 2027),
      );
    },
    patience,
  );

  it(
    'archives and spreadsheets with flipped bytes are read or refused',
    () => {
      const containers = ['16-xlsx-renamed.csv', '16-parts.zip'].map((name) =>
        readFileSync(`${folder}../traps/${name}`),
      );
      const flips = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(fc.constantFrom(...containers), flips, (container, changes) => {
          const bytes = new Uint8Array(container);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          checkAccounting('x.zip', bytes);
        }),
        budget(1000, 2028),
      );
    },
    patience,
  );

  it.each([
    ['quotes', '"\n'.repeat(5000)],
    ['one long line', 'a'.repeat(10_000)],
    ['one long quoted cell', `"${'a,'.repeat(5000)}`],
    [
      'blanks in a number',
      `ts,symbol,side,qty,price\n2024-01-01T00:00:00Z,BTC-USD,buy,1${' '.repeat(10_000)}x,1\n`,
    ],
    ['open table rows', `<html>${'<tr>'.repeat(2500)}`],
    ['open tags', `<html><tr><td>${'<'.repeat(10_000)}`],
    ['delimiters', ','.repeat(10_000)],
    ['returns', '\r'.repeat(10_000)],
    [
      'a long note',
      `Timestamp,Transaction Type,Asset,Quantity Transacted,Notes\nx,Convert,BTC,1,Converted ${'1,'.repeat(5000)}\n`,
    ],
    [
      'one second of a ledger',
      `UTC_Time,Account,Operation,Coin,Change\n${'2024-01-01 00:00:00,S,Buy,A,1\n2024-01-01 00:00:00,S,Fee,B,-1\n2024-01-01 00:00:00,S,Sell,C,-1\n'.repeat(100)}`,
    ],
  ])('10 kB of %s take less than 100 ms', (_, text) => {
    const bytes = new TextEncoder().encode(text);
    const times = Array.from({ length: 4 }, () => {
      const begin = performance.now();
      parseFile({ name: 'x.csv', bytes });
      return performance.now() - begin;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });
});
