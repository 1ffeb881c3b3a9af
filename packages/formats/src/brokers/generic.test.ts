import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from '../parseFile.ts';
import type { ColumnMapping } from '../row.ts';
import { guessMapping } from './genericColumns.ts';

function read(rows: readonly string[], mapping?: ColumnMapping) {
  const bytes = new TextEncoder().encode(rows.join('\n'));
  const parsed = parseFile({ name: 'table.csv', bytes, ...(mapping ? { mapping } : {}) });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed;
}

function fills(rows: readonly string[], mapping?: ColumnMapping): string[] {
  return read(rows, mapping).trades.map(
    ({ side, qty, price }) => `${side} ${formatDecimal(qty)} at ${formatDecimal(price)}`,
  );
}

const guess = (columns: string) => guessMapping(columns.split(','));

const ORDERS = [
  'Time,Pair,Side,Order Type,Price,Amount,Filled,Total,Fee,Status',
  '2026-03-17 09:34:12,BTC/USDT,Buy,Limit,50000,1,1,50000,0,Filled',
  '2026-03-17 10:00:00,BTC/USDT,Buy,Limit,40000,5,0,0,0,Canceled',
  '2026-03-18 09:34:12,BTC/USDT,Sell,Limit,60000,1,1,60000,0,Filled',
];

describe('orders in a table that no format knows', () => {
  it('are no trades where nothing was filled, and are counted as orders', () => {
    const { ignored, rejected } = read(ORDERS);
    expect(fills(ORDERS)).toEqual(['buy 1 at 50000', 'sell 1 at 60000']);
    expect(ignored).toEqual([{ line: 3, reason: 'order-row' }]);
    expect(rejected).toEqual([]);
  });

  it('count with what was filled of them, a cancelled one too', () => {
    expect(
      fills([
        'Time,Symbol,Side,Price,Amount,Filled,Status',
        '2026-03-17 09:34:12,BTC-USDT,Buy,50000,5,2 BTC,Canceled',
        '2026-03-17 10:34:12,BTC-USDT,Buy,50000,5,0 BTC,Open',
        '2026-03-18 09:34:12,BTC-USDT,Sell,60000,2,1 BTC,Partially filled',
      ]),
    ).toEqual(['buy 2 at 50000', 'sell 1 at 60000']);
  });

  it('are left out by their state alone where no column tells what was filled', () => {
    const states = ['Done', 'cancelled', 'CANCELED', 'Rejected', 'expired', 'Failed', 'New', 'open'];
    const rows = states.map((state, at) => `2026-03-17 09:34:1${at},BTC-USDT,Buy,50000,1,${state}`);
    const { trades, ignored } = read(['Time,Symbol,Side,Price,Quantity,Order Status', ...rows]);
    expect(trades.map(({ line }) => line)).toEqual([2]);
    expect(ignored).toEqual([3, 4, 5, 6, 7, 8, 9].map((line) => ({ line, reason: 'order-row' })));
  });

  it('are left out under columns that a person chose too', () => {
    const mapping = { time: 'Time', symbol: 'Pair', side: 'Side', qty: 'Amount', price: 'Price' };
    expect(fills(ORDERS, mapping)).toEqual(['buy 1 at 50000', 'sell 1 at 60000']);
  });

  it('are reported where the cell of what was filled is empty and the state does not say why', () => {
    const { trades, ignored, rejected } = read([
      'Time,Symbol,Side,Price,Amount,Filled,Status',
      '2026-03-17 09:34:12,BTC-USDT,Buy,50000,5,,Filled',
      '2026-03-17 10:34:12,BTC-USDT,Buy,50000,5,,Canceled',
    ]);
    expect(trades).toEqual([]);
    expect(rejected).toMatchObject([{ line: 2, field: 'filled' }]);
    expect(ignored).toEqual([{ line: 3, reason: 'order-row' }]);
  });

  it('have the price at which they were filled, not the one they asked for', () => {
    expect(
      fills([
        'Time,Symbol,Side,Price,Avg. Filled Price,Quantity',
        '2026-03-17 09:34:12,BTC-USDT,Buy,50000,49990.5,1',
      ]),
    ).toEqual(['buy 1 at 49990.5']);
    for (const price of ['Avg Price', 'Average Price', 'Executed Price', 'Fill Price'])
      expect(guess(`Price,${price}`)).toEqual({ price });
  });
});

describe('the columns of a table that no format knows', () => {
  it('are found by their clearest name, wherever it stands', () => {
    expect(
      fills([
        'Time,Symbol,Type,Side,Price,Quantity,Fee',
        '2026-03-17 09:34:12,BTC-USDT,Limit,Buy,50000,1,0',
        '2026-03-18 09:34:12,BTC-USDT,Market,Sell,60000,1,0',
      ]),
    ).toEqual(['buy 1 at 50000', 'sell 1 at 60000']);
    expect(guess('Type,Direction')).toEqual({ side: 'Direction' });
    expect(guess('Action,B/S')).toEqual({ side: 'B/S' });
    expect(guess('Volume,Quantity')).toEqual({ qty: 'Quantity' });
    expect(guess('Amount,Size,Executed Qty')).toEqual({ qty: 'Executed Qty' });
  });

  it.each([
    ['side', 'side,type,transaction type,direction,action,trade type,order side,b/s,buy/sell,buy or sell'],
    ['qty', 'qty,quantity,amount,size,volume,vol,filled,executed,filled qty,executed amount,shares,units'],
    ['price', 'price,rate,avg. price,average price,fill price,filled_price,executionprice,trade price'],
    ['id', 'id,trade id,fill id,execution id,exec no.,transaction number,tx_id,txid,trade uid,no'],
  ])('may call the %s by any of its names where only one does', (field, names) => {
    for (const name of names.split(',')) expect(guess(name)).toEqual({ [field]: name });
  });

  it('hold no trade id under UID, which numbers the account: equal fills stay two', () => {
    const { trades, ignored } = read([
      'UID,Time,Symbol,Side,Price,Quantity,Fee',
      '777,2026-03-17 09:34:12,BTC-USDT,Buy,50000,1,0',
      '777,2026-03-17 09:34:12,BTC-USDT,Buy,50000,1,0',
    ]);
    expect(trades.map(({ venueId }) => venueId)).toEqual([null, null]);
    expect(ignored).toEqual([]);
  });
});
