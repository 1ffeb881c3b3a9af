import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, FileReading } from './FileReading.ts';
import { isProblem, mustBeReadWhole, parseFile } from './parseFile.ts';
import { decodeText } from './reading/decodeText.ts';

const folder = fileURLToPath(new URL('../../../fixtures/ok/', import.meta.url));
const files = ['exports', 'traps'].flatMap((name) =>
  readdirSync(`${folder}${name}`)
    .filter((file) => file.endsWith('.csv') && !file.includes('xlsx'))
    .map((file) => `${name}/${file}`),
);

/** The batches that a text gives when it arrives in pieces of a size. */
function* readInPieces(reading: FileReading, text: string, size: number): Generator<Batch> {
  for (let at = 0; at < text.length; at += size) yield reading.push(text.slice(at, at + size));
  yield reading.end();
}

function textOf(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  return decoded.ok ? decoded.text : '';
}

function linesOf(batches: readonly Batch[]) {
  const sorted = (lines: number[]) => lines.sort((a, b) => a - b);
  return {
    trades: sorted(batches.flatMap(({ trades }) => trades.flatMap(({ lines }) => lines))),
    ignored: sorted(batches.flatMap(({ ignored }) => ignored.map(({ line }) => line))),
    rejected: sorted(batches.flatMap(({ rejected }) => rejected.map(({ line }) => line))),
  };
}

describe('reading a file in pieces', () => {
  it.each(files)('%s gives the same rows as reading it at once, wherever it is cut', (file) => {
    const bytes = readFileSync(folder + file);
    const whole = parseFile({ name: file, bytes });
    if (isProblem(whole)) throw new Error(whole.message);
    const text = textOf(bytes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length + 1 }), (size) => {
        const reading = new FileReading({ name: file });
        const batches = [...readInPieces(reading, text, size)];
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
    const reading = new FileReading({ name: 'long.csv' });
    const row = (index: number) => `f${index},2024-01-01T00:00:00Z,BTC-USD,buy,1,100,0,\n`;
    const rows = Array.from({ length: 5000 }, (_, index) => row(index)).join('');
    const text = `ext_id,ts,symbol,side,qty,price,fee,fee_asset\n${rows}`;
    const counts = [...readInPieces(reading, text, 32 * 1024)].map(({ trades }) => trades.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(5);
  });

  it('says why a file cannot be read and gives nothing of it', () => {
    const reading = new FileReading({ name: 'x.csv' });
    const batches = [...readInPieces(reading, 'a,b\n1,2\n', 3)];
    expect(linesOf(batches)).toEqual({ trades: [], ignored: [], rejected: [] });
    expect(reading.problem?.problem).toBe('unknown-format');
  });

  it.each([
    ['traps/16-parts.zip', true],
    ['traps/16-xlsx-renamed.csv', true],
    ['exports/ibkr-flex.xml', true],
    ['exports/metatrader5.html', true],
    ['exports/canonical.csv', false],
  ])('%s must be read whole: %s', (file, isWhole) => {
    expect(mustBeReadWhole(readFileSync(folder + file).subarray(0, 4096))).toBe(isWhole);
  });
});
