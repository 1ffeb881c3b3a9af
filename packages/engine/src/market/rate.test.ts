import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { CandleSeries } from './candle.ts';
import { createMarket } from './createMarket.ts';
import { rateSymbols, ratesFrom } from './rate.ts';

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2024, 0, 1);

function hourly(symbol: string, closes: number[]): CandleSeries {
  const prices = Float64Array.from(closes);
  const ts = Float64Array.from(closes, (_close, index) => BEGIN + index * HOUR);
  return {
    ...{ symbol, granularityMs: HOUR, ts, aliasOf: null },
    ...{ open: prices, high: prices, low: prices, close: prices, volume: prices },
  };
}

function rate(series: CandleSeries[], asset: string, settle: string, ts = BEGIN + 2 * HOUR) {
  const found = ratesFrom(createMarket(series))(asset, settle, ts);
  return found && { ...found, rate: formatDecimal(found.rate) };
}

describe('the rate of a fee', () => {
  it('is the close of the last bar that was closed by then, and no later one', () => {
    const series = [hourly('BNB-USDT', [300, 310, 999])];
    expect(rate(series, 'BNB', 'USDT')).toEqual({ rate: '310', quality: 'own' });
    expect(rate(series, 'BNB', 'USDT', BEGIN + 2 * HOUR - 1)).toEqual({ rate: '300', quality: 'own' });
    expect(rate(series, 'BNB', 'USDT', BEGIN + HOUR - 1)).toBeNull();
  });

  it('may come from the mirrored pair, a like quote or two pairs, and says which', () => {
    expect(rate([hourly('USDT-BNB', [0.004, 0.004])], 'BNB', 'USDT')).toEqual({
      rate: '250',
      quality: 'own',
    });
    expect(rate([hourly('BNB-USD', [300, 310])], 'BNB', 'USDC')).toEqual({ rate: '310', quality: 'alias' });
    const two = [hourly('BNB-USDT', [300, 300]), hourly('BTC-USDT', [60_000, 60_000])];
    expect(rate(two, 'BNB', 'BTC')?.quality).toBe('cross');
    expect(Number(rate(two, 'BNB', 'BTC')?.rate)).toBeCloseTo(0.005, 12);
  });

  it('is unknown, never 1 or 0, without candles, with old ones, and between two dollar-like coins', () => {
    expect(rate([], 'BNB', 'USDT')).toBeNull();
    expect(rate([hourly('BNB-USDT', [300])], 'BNB', 'USDT', BEGIN + 26 * HOUR)).toBeNull();
    expect(rate([hourly('BTC-USDT', [60_000, 60_000])], 'USDC', 'USD')).toBeNull();
  });

  it('asks for no other symbols than it names', () => {
    const asked = new Set<string>();
    const candles = (symbol: string) => {
      asked.add(symbol);
      return null;
    };
    ratesFrom({ candles })('BNB', 'BTC', BEGIN);
    expect([...asked].filter((symbol) => !rateSymbols('BNB', 'BTC').includes(symbol))).toEqual([]);
  });
});
