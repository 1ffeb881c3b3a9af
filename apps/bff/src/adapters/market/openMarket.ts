import type { VenueConfig } from '../../config/venues.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Market } from '../../ports/market.ts';
import { VenuePauses } from '../venue/VenuePauses.ts';
import { BinanceCandles } from './BinanceCandles.ts';
import { CachedCandles, type CandleCacheDeps } from './CachedCandles.ts';
import { CoinbaseCandles } from './CoinbaseCandles.ts';

/** Who goes on with the products of a broker that has closed. */
const SUCCESSORS = new Map([['coinbase-pro', 'coinbase']]);

/** Candles come from the broker itself where it shows them, else from the vendor that the server names. */
export function openMarket(
  { coinbase, binance, vendor }: VenueConfig,
  deps: CandleCacheDeps & { cache: Cache; clock: Clock },
): Market {
  const pauses = new VenuePauses(deps.cache, deps.clock);
  const atBinance = (apiUrl: URL) =>
    new CachedCandles(new BinanceCandles({ apiUrl, clock: deps.clock, pauses }), deps);
  const brokers = [
    new CachedCandles(new CoinbaseCandles({ apiUrl: coinbase.apiUrl, pauses }), deps),
    ...(binance ? [atBinance(binance.apiUrl)] : []),
  ];
  const vendors = vendor ? [atBinance(vendor.apiUrl)] : [];
  return {
    sourcesFor: (names) => {
      const venues = new Set(names.map((name) => SUCCESSORS.get(name) ?? name));
      const own = [...venues].flatMap((name) => brokers.find((source) => source.name === name) ?? []);
      return [...own, ...vendors.filter(({ name }) => own.every((source) => source.name !== name))];
    },
  };
}
