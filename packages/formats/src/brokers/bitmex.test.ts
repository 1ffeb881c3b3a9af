import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from '../parseFile.ts';

const HEADER = 'transactTime,symbol,execType,side,lastQty,lastPx,execCost,execComm,settlCurrency';

function read(...rows: string[]) {
  const bytes = new TextEncoder().encode([HEADER, ...rows].join('\n'));
  const parsed = parseFile({ name: 'bitmex.csv', bytes });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed;
}
const row = (symbol: string, currency: string) =>
  `2021-06-01T10:00:00Z,${symbol},Trade,Buy,10,25,-2500000,1875,${currency}`;

describe('a BitMEX contract in USDT', () => {
  it('is paid in what the row names: bitcoin by contract, USDT by coin', () => {
    const { trades } = read(row('LINKUSDT', 'USDt'), row('LINKUSDT', 'XBt'));
    expect(
      trades.map(({ instrument, feeAsset, qty, fee }) => [
        instrument,
        feeAsset,
        ...[qty, fee].map(formatDecimal),
      ]),
    ).toEqual([
      ['quanto', 'BTC', '10', '0.00001875'],
      ['linear', 'USDT', '0.1', '0.001875'],
    ]);
  });

  it('that was paid in both is refused where the row names neither, and no other is', () => {
    const { trades, rejected } = read(row('LINKUSDT', ''), row('SOLUSDT', ''));
    expect(rejected).toMatchObject([
      { line: 2, field: 'symbol', fix: expect.stringContaining('settlCurrency') },
    ]);
    expect(trades.map(({ symbol }) => symbol)).toEqual(['SOL-USDT']);
  });
});
