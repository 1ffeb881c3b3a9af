import { expect, it } from 'vitest';
import { nameLength, readFileName } from './candleFile.ts';

it.each([
  ['BTC-USD-1h.csv', 'BTC-USD', '1h'],
  ['sol-usd-15m.csv.gz', 'SOL-USD', '15m'],
  ['SOL-USD-1H.CSV', 'SOL-USD', '1h'],
  ['BTC-USD-PERP-30m.csv', 'BTC-USD-PERP', '30m'],
  ['SOL-USD-1h (2).csv', 'SOL-USD', '1h'],
])('%s tells its symbol and the length of its candles', (name, symbol, granularity) => {
  expect(readFileName(name)).toEqual({ symbol, granularity });
});

it.each(['candles.csv', 'BTC-USD.csv', 'BTC-USD-1M.csv', 'BTC-USD-0h.csv', 'BTC-USD-1h.txt'])(
  '%s tells neither',
  (name) => {
    expect(readFileName(name)).toBeNull();
  },
);

it('a length is named in words', () => {
  expect(['1m', '30m', '1h', '4h', '1d'].map(nameLength)).toEqual([
    ...['1 minute', '30 minutes', '1 hour', '4 hours', '1 day'],
  ]);
});
