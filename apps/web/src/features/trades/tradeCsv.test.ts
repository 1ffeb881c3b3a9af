import { expect, it } from 'vitest';
import { sampleTrade } from '../../../test/samples.ts';
import { readColumns } from './columns.tsx';
import { rowOf } from './tradeCsv.ts';

it('a line of the file has the exact values of the chosen columns, quoted where it must be', () => {
  const trade = {
    ...sampleTrade(1),
    symbol: 'A,B-USD',
    qty: '0.1',
    price: '30000.5',
    ts: '2024-01-02T03:04:05.000Z',
  };
  expect(rowOf(trade, readColumns('symbol,qty,price,value'))).toBe(
    '2024-01-02T03:04:05.000Z,"A,B-USD",0.1,30000.5,3000.05',
  );
});

it('a cell that a spreadsheet would compute stays text', () => {
  const trade = { ...sampleTrade(1), symbol: '=1+1', account: '-x' };
  expect(rowOf(trade, readColumns('symbol,account'))).toMatch(/,'=1\+1,'-x$/);
});
