import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReading, readPieces } from './ByteReading.ts';
import type { Batch } from './FileReading.ts';
import { isProblem, parseFile } from './parseFile.ts';

const folder = fileURLToPath(new URL('../../../fixtures/ok/', import.meta.url));
const files = ['exports', 'traps'].flatMap((name) =>
  readdirSync(`${folder}${name}`)
    .filter((file) => file.endsWith('.csv') && !file.includes('xlsx'))
    .map((file) => `${name}/${file}`),
);

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function linesOf(batches: readonly Batch[]) {
  const sorted = (lines: number[]) => lines.sort((a, b) => a - b);
  return {
    trades: sorted(batches.flatMap(({ trades }) => trades.flatMap(({ lines }) => lines))),
    ignored: sorted(batches.flatMap(({ ignored }) => ignored.map(({ line }) => line))),
    rejected: sorted(batches.flatMap(({ rejected }) => rejected.map(({ line }) => line))),
  };
}

describe('reading a file in pieces of bytes', () => {
  it.each(files)('%s gives the same rows as reading it at once, wherever it is cut', (file) => {
    const bytes = readFileSync(folder + file);
    const whole = parseFile({ name: file, bytes });
    if (isProblem(whole)) throw new Error(whole.message);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length + 1 }), (size) => {
        const reading = new ByteReading({ name: file });
        const batches = [...readPieces(reading, cut(bytes, size))];
        expect(reading.problem).toBeNull();
        expect(linesOf(batches)).toEqual(linesOf([whole]));
        expect([reading.read, reading.timezone, reading.format?.name]).toEqual([
          whole.read,
          whole.timezone,
          whole.format,
        ]);
      }),
      { seed: 5, numRuns: 10 },
    );
  });

  it('gives the trades of a long file long before its end', () => {
    const reading = new ByteReading({ name: 'long.csv' });
    const row = (index: number) => `f${index},2024-01-01T00:00:00Z,BTC-USD,buy,1,100,0,\n`;
    const rows = Array.from({ length: 5000 }, (_, index) => row(index)).join('');
    const text = `ext_id,ts,symbol,side,qty,price,fee,fee_asset\n${rows}`;
    const counts = [...readPieces(reading, cut(new TextEncoder().encode(text), 32 * 1024))].map(
      ({ trades }) => trades.length,
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(5);
  });

  it('says why a file cannot be read and gives nothing of it', () => {
    const problemOf = (bytes: Uint8Array) => {
      const reading = new ByteReading({ name: 'x.csv' });
      const batches = [...readPieces(reading, cut(bytes, 100))];
      expect(linesOf(batches)).toEqual({ trades: [], ignored: [], rejected: [] });
      return reading.problem?.problem;
    };
    expect(problemOf(new Uint8Array(0))).toBe('empty');
    expect(problemOf(new Uint8Array([0, 1, 2, 3]))).toBe('binary');
    expect(problemOf(new TextEncoder().encode('a,b\n1,2\n'))).toBe('unknown-format');
  });
});
