import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from './limits.ts';
import { isProblem, parseFile } from './parseFile.ts';

function bytesOf(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../../fixtures/rejected/exports/${name}`, import.meta.url)));
}

describe('bad input', () => {
  it.each([
    ['empty.csv', 'empty'],
    ['blank-lines-only.csv', 'empty'],
    ['header-only.csv', 'no-rows'],
    ['binary.csv', 'binary'],
    ['broken-archive.zip', 'bad-container'],
    ['unknown-columns.csv', 'unknown-format'],
  ])('%s is refused as %s with what to do', (name, problem) => {
    const result = parseFile({ name, bytes: bytesOf(name) });
    expect(result).toMatchObject({ problem });
    if (isProblem(result)) expect(result.fix).not.toBe('');
  });

  it('rejects all rows of a table that no format knows and names its columns', () => {
    const result = parseFile({ name: 'x.csv', bytes: bytesOf('unknown-columns.csv') });
    if (!isProblem(result)) throw new Error('must be refused');
    expect(result.columns).toEqual(['Date', 'Note', 'Sum']);
    expect(result.rejected?.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('refuses a file above the limit before reading it', () => {
    const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
    expect(parseFile({ name: 'big.csv', bytes })).toMatchObject({ problem: 'too-large' });
  });

  it('refuses an unknown zone and an unknown format name', () => {
    const bytes = new TextEncoder().encode('ts,symbol,side,qty,price\n2024-01-01,BTC-USD,buy,1,1\n');
    expect(parseFile({ name: 'x', bytes, timezone: 'Mars/Olympus' })).toMatchObject({
      problem: 'unknown-zone',
    });
    expect(parseFile({ name: 'x', bytes, format: 'kraken' })).toMatchObject({ problem: 'wrong-format' });
  });

  it.each([{}, { timezone: 'Europe/Berlin' }])(
    'tells how to write a time so that it is read, with the options %j',
    (options) => {
      const parse = (time: string) => {
        const text = `ts,symbol,side,qty,price\n${time},BTC-USD,buy,1,1\n`;
        const result = parseFile({ name: 'x.csv', bytes: new TextEncoder().encode(text), ...options });
        if (isProblem(result)) throw new Error(result.message);
        return result;
      };
      const example = parse('noon').rejected[0]?.fix.replace(/^Write it as |\.$/g, '') ?? '';
      expect(parse(example)).toMatchObject({ trades: [{ symbol: 'BTC-USD' }], rejected: [] });
    },
  );

  it('names line, field, reason and fix of every bad row and keeps no part of it', () => {
    const result = parseFile({ name: 'x.csv', bytes: bytesOf('canonical-bad-values.csv') });
    if (isProblem(result)) throw new Error(result.message);
    expect(result.trades).toEqual([]);
    expect(result.rejected.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '2 qty',
      '3 qty',
      '4 price',
      '5 side',
      '6 ts',
      '7 ts',
      '8 symbol',
      '9 fee_asset',
      '10 qty',
      '11 qty',
      '12 qty',
    ]);
    for (const { reason, fix } of result.rejected)
      expect([reason.length > 5, fix.length > 5]).toEqual([true, true]);
  });
});
