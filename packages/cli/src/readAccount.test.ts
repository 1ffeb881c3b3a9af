import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAccount } from './readAccount.ts';

const folder = mkdtempSync(join(tmpdir(), 'twin-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset';
const row = (id: string, minute: number) => `${id},2024-01-01T10:0${minute}:00Z,BTC-USD,buy,1,100,0,`;

function written(name: string, rows: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, [HEADER, ...rows].join('\n'));
  return path;
}

describe('an account read from files', () => {
  it('counts a fill of two files once, and the row of the later file as a duplicate', () => {
    const first = written('first.csv', [row('1', 1), row('2', 2)]);
    const second = written('second.csv', [row('2', 2), row('3', 3)]);
    const { fills, rows } = readAccount([first, second], {});
    expect(fills.map(({ file, line }) => [file, line])).toEqual([
      [first, 2],
      [first, 3],
      [second, 3],
    ]);
    expect(rows).toEqual({ read: 4, accepted: 3, duplicate: 1, ignored: 0, rejected: 0 });
  });

  it('counts a fill once whose row stands in one file with its own id and with that of our export', () => {
    const { fills, rows } = readAccount([written('mixed.csv', [row('5', 1), row('main:BTC-USD:5', 1)])], {});
    expect(fills).toHaveLength(1);
    expect(rows).toMatchObject({ read: 2, accepted: 1, duplicate: 1 });
  });

  it('orders equal times as they happened in a file written newest first', () => {
    const { fills } = readAccount([written('newest.csv', [row('9', 3), row('8', 1), row('7', 1)])], {});
    expect(fills.map(({ id, seq }) => [id, seq])).toEqual([
      ['canonical|main:BTC-USD:7', 0],
      ['canonical|main:BTC-USD:8', 1],
      ['canonical|main:BTC-USD:9', 2],
    ]);
  });
});
