import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from '../parseFile.ts';

const HEADER =
  'Uid,Time(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';

function read(...rows: string[]) {
  const bytes = new TextEncoder().encode([HEADER, ...rows].join('\n'));
  const parsed = parseFile({ name: 'futures.csv', bytes });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed;
}

/** One fill of a contract: `ETHUSD_PERP`, price, contracts, and what they are worth in coins. */
function fill(symbol: string, price: string, contracts: string, coins: string, id = 1): string {
  return `1,2026-03-17 09:34:1${id},${symbol},BUY,${price},${contracts},${coins},0,0,true,false,${id},10${id}`;
}

const sizes = (...rows: string[]) =>
  read(...rows).trades.map(({ symbol, instrument, qty }) => `${symbol} ${instrument} ${formatDecimal(qty)}`);

describe('a Binance contract paid in coins', () => {
  it('is as large as the dollars of its contracts, which its amount in coins tells', () => {
    expect(
      sizes(
        fill('BTCUSD_PERP', '50000', '1000', '2', 1),
        fill('BTCUSD_PERP', '60000', '1000', '1.66666667', 2),
        fill('ETHUSD_PERP', '3000', '7', '0.02333333', 3),
        fill('LUNAUSD_PERP', '4', '12', '3', 4),
      ),
    ).toEqual([
      'BTC-USD inverse 100000',
      'BTC-USD inverse 100000',
      'ETH-USD inverse 70',
      'LUNA-USD inverse 12',
    ]);
  });

  it('takes the hundred dollars of a bitcoin contract for granted where the row tells no amount', () => {
    expect(sizes(fill('BTCUSD_PERP', '50000', '3', ''), fill('BTCUSD_PERP', '50000', '3', '0', 2))).toEqual([
      'BTC-USD inverse 300',
      'BTC-USD inverse 300',
    ]);
  });

  it('is refused where its dollars are unknown: no amount of another coin, an amount that fits no contract', () => {
    const { trades, rejected } = read(
      fill('ETHUSD_PERP', '3000', '7', ''),
      fill('BTCUSD_PERP', '50000', '10', '500000', 2),
    );
    expect(trades).toEqual([]);
    expect(rejected).toMatchObject([
      { line: 2, field: 'amount', reason: expect.stringContaining('ETH contract') },
      { line: 3, field: 'amount', reason: expect.stringContaining('BTC contract') },
    ]);
    for (const { fix } of rejected) expect(fix).toContain('canonical CSV');
  });

  it('leaves contracts paid in dollars as they are, and delivery contracts out with a problem', () => {
    expect(sizes(fill('BTCUSDT', '50000', '0.01', '500'))).toEqual(['BTC-USDT linear 0.01']);
    expect(read(fill('BTCUSD_240628', '50000', '10', '0.02')).rejected).toMatchObject([
      { line: 2, field: 'symbol' },
    ]);
  });
});
