import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damagedFile, GRAMMARS, grammaticalFile, longFile } from './fuzzFiles.testkit.ts';
import { isProblem, parseFile } from './parseFile.ts';

/** `npm run fuzz -- --seconds 60` sets it; without it the run is short and always the same. */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? '0');
const budget = (numRuns: number, seed: number, share: number): fc.Parameters<unknown> =>
  seconds > 0
    ? {
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: seconds * 1000 * share,
        markInterruptAsFailure: false,
      }
    : { numRuns, seed };
const patience = seconds * 1000 + 60_000;

const MS_PER_10_KB = 100;
const encoder = new TextEncoder();

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
  for (const row of parsed.rejected) expect(row.reason !== '' && row.fix !== '').toBe(true);
  for (const trade of parsed.trades) {
    expect(trade.qty > 0n && trade.price > 0n).toBe(true);
    expect(trade.feeAsset === null).toBe(trade.fee === 0n);
    expect(Number.isSafeInteger(trade.ts)).toBe(true);
  }
}

/** Processor time, so that a busy machine changes nothing; the best of some runs, so that its ticks do not either. */
function leastMs(work: () => void, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const begin = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

function checkSpeed(name: string, bytes: Uint8Array): void {
  const limit = MS_PER_10_KB * Math.max(1, bytes.length / 10_000);
  const once = leastMs(() => parseFile({ name, bytes }), 1);
  if (once < limit) return;
  expect(
    leastMs(() => parseFile({ name, bytes }), 4),
    `${bytes.length} bytes`,
  ).toBeLessThan(limit);
}

describe('damaged files', () => {
  it(
    'never crash a reader, and every row stays accounted for',
    () => {
      fc.assert(
        fc.property(damagedFile, ({ name, text }) => checkAccounting(name, encoder.encode(text))),
        budget(3000, 2026, 0.2),
      );
    },
    patience,
  );

  it(
    'written by the grammar of each format never crash or stop its reader, and every row stays accounted for',
    () => {
      fc.assert(
        fc.property(grammaticalFile, ({ name, text }) => {
          const bytes = encoder.encode(text);
          checkAccounting(name, bytes);
          checkSpeed(name, bytes);
        }),
        budget(1500, 2029, 0.5),
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
        fc.property(text, (body) => checkAccounting('x.csv', encoder.encode(body))),
        budget(2000, 2027, 0.1),
      );
    },
    patience,
  );

  it(
    'archives and spreadsheets with flipped bytes are read or refused',
    () => {
      const traps = fileURLToPath(new URL('../../../fixtures/ok/traps/', import.meta.url));
      const containers = ['16-xlsx-renamed.csv', '16-parts.zip'].map((name) => readFileSync(traps + name));
      const flips = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(fc.constantFrom(...containers), flips, (container, changes) => {
          const bytes = new Uint8Array(container);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          checkAccounting('x.zip', bytes);
        }),
        budget(1000, 2028, 0.2),
      );
    },
    patience,
  );
});

describe('a reader', () => {
  it.each(GRAMMARS.map((grammar) => [grammar.name, grammar] as const))(
    'of %s takes 1 MB in bounded time and memory',
    (_, grammar) => {
      const { name, text } = longFile(grammar, 1_000_000);
      const bytes = encoder.encode(text);
      const before = process.resourceUsage().maxRSS;
      expect(leastMs(() => parseFile({ name, bytes }), 1)).toBeLessThan(100 * MS_PER_10_KB);
      const grownMb = (process.resourceUsage().maxRSS - before) / 1_024;
      expect(grownMb).toBeLessThan(200);
    },
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
  ])('takes 10 kB of %s in less than 100 ms', (_, text) => {
    const bytes = encoder.encode(text);
    expect(leastMs(() => parseFile({ name: 'x.csv', bytes }), 4)).toBeLessThan(MS_PER_10_KB);
  });
});
