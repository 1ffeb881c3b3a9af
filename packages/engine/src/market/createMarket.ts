import { baseOf, quoteOf } from '../ledger/fill.ts';
import type { CandleSeries, Market } from './candle.ts';

/** Quotes whose candles may stand in for one another as a marked alias; never as a rate of 1. */
export const DOLLAR_LIKE = ['USD', 'USDT', 'USDC', 'FDUSD', 'TUSD', 'USDP', 'PYUSD', 'BUSD', 'DAI', 'USDE'];

const HOUR_MS = 3_600_000;

/**
 * Candles by symbol. Of several series for one symbol the one nearest to hourly bars is taken, since
 * the features are defined on those. A symbol without its own series gets the one of the same base in
 * another dollar-like quote, marked by `aliasOf`, in the order of DOLLAR_LIKE.
 */
export function createMarket(series: readonly CandleSeries[]): Market {
  const own = new Map<string, CandleSeries>();
  for (const candidate of series) {
    const chosen = own.get(candidate.symbol);
    if (!chosen || distance(candidate) < distance(chosen)) own.set(candidate.symbol, candidate);
  }
  const aliases = new Map<string, CandleSeries | null>();
  return {
    candles: (symbol) => {
      const found = own.get(symbol) ?? aliases.get(symbol);
      if (found !== undefined) return found;
      const alias = findAlias(own, symbol);
      aliases.set(symbol, alias);
      return alias;
    },
  };
}

function distance(series: CandleSeries): number {
  return Math.abs(Math.log(series.granularityMs / HOUR_MS));
}

function findAlias(own: ReadonlyMap<string, CandleSeries>, symbol: string): CandleSeries | null {
  if (!DOLLAR_LIKE.includes(quoteOf(symbol))) return null;
  for (const quote of DOLLAR_LIKE) {
    const source = own.get(`${baseOf(symbol)}-${quote}`);
    if (source) return { ...source, symbol, aliasOf: source.symbol };
  }
  return null;
}
