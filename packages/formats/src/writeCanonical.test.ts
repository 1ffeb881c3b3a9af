import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifyTrades } from './identity.ts';
import { isProblem, parseFile } from './parseFile.ts';
import { CANONICAL_HEADER, canonicalLine, type WrittenTrade } from './writeCanonical.ts';

const hash = (text: string): string => text;
const encoder = new TextEncoder();

function readBack(csv: string): WrittenTrade[] {
  const parsed = parseFile({ name: 'trades.csv', bytes: encoder.encode(csv) });
  if (isProblem(parsed)) throw new Error(parsed.message);
  expect([parsed.format, parsed.ignored, parsed.rejected]).toEqual(['canonical', [], []]);
  return identifyTrades(parsed, 'main', hash);
}

const write = (trades: readonly WrittenTrade[]): string =>
  CANONICAL_HEADER + trades.map(canonicalLine).join('');

const amount = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.nat(18))
  .map(([value, places]) => decimal(formatDecimal(value * 10n ** BigInt(18 - places))));
/** Names as people and venues write them, formulas, quotes, commas and apostrophes included. */
const name = fc.constantFrom(
  'main',
  "=cmd|' /C calc'!A0",
  '@swing',
  "'-x",
  '-1+2',
  'a,b',
  'say "x"',
  "o'b",
  '+49',
);

const histories = fc
  .array(
    fc.record({
      account: name,
      side: fc.constantFrom('buy' as const, 'sell' as const),
      instrument: fc.constantFrom('spot' as const, 'linear' as const, 'inverse' as const),
      qty: amount,
      price: amount,
      fee: fc.oneof(
        amount,
        amount.map((value) => -value),
      ),
      feeAsset: fc.constantFrom('USD', 'BNB', '1INCH'),
      gapMs: fc.nat(3_000),
      orderId: fc.option(name),
      orderType: fc.constantFrom(null, 'market' as const, 'stop' as const),
      startPosition: fc.option(
        fc.oneof(
          amount,
          amount.map((value) => -value),
        ),
      ),
      settle: fc.constantFrom(null, 'USDC'),
      broker: fc.constantFrom('canonical', 'hyperliquid', 'binance'),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((rows): WrittenTrade[] => {
    let ts = Date.UTC(2024, 0, 1);
    return rows.map(({ gapMs, ...row }, index) => {
      ts += gapMs;
      return { ...row, ts, symbol: 'BTC-USD', extId: `${row.account}:BTC-USD:=${index}` };
    });
  });

describe('the canonical CSV', () => {
  it('read back gives every trade as it was, and written again the same bytes', () => {
    fc.assert(
      fc.property(histories, (trades) => {
        const csv = write(trades);
        const back = readBack(csv);
        expect(write(back)).toBe(csv);
        back.forEach((trade, index) => {
          expect(trade).toMatchObject({ ...trades[index] });
        });
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });

  it('holds no cell that a spreadsheet would run as a formula', () => {
    fc.assert(
      fc.property(histories, (trades) => {
        for (const line of write(trades).split('\n')) {
          const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
          for (const cell of cells) {
            const text = cell.replace(/,$/, '').replace(/^"/, '');
            expect(/^[=+@\t\r]/.test(text) || /^-(?!\d+(\.\d+)?$)/.test(text)).toBe(false);
          }
        }
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('keeps fills of two brokers apart that bear the same id', () => {
    const trade: WrittenTrade = {
      ...{ broker: 'binance', account: 'main', extId: 'main:BTC-USD:1', symbol: 'BTC-USD' },
      ...{ instrument: 'spot', side: 'buy', qty: decimal('1'), price: decimal('2'), fee: 0n, feeAsset: null },
      ...{ ts: Date.UTC(2024, 0, 1), orderId: null, orderType: null, startPosition: null, settle: null },
    };
    const both = [trade, { ...trade, broker: 'kraken', price: decimal('3') }];
    expect(readBack(write(both)).map(({ broker }) => broker)).toEqual(['binance', 'kraken']);
  });

  it('takes a broker column in a file that is not ours for a remark', () => {
    const csv = 'ext_id,ts,symbol,side,qty,price,broker\n7,2024-01-01T00:00:00Z,BTC-USD,buy,1,2,Binance US\n';
    expect(readBack(csv)).toMatchObject([{ broker: 'canonical', extId: 'main:BTC-USD:7' }]);
  });
});
