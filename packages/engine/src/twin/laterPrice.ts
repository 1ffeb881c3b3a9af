import type { Decimal } from '@twin/shared/primitives/decimal';
import { barPrice } from '../market/barPrice.ts';
import { firstBarFrom } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';

/** A trade that an alternative would have made. */
export interface LaterPrice {
  price: Decimal;
  ts: number;
}

/**
 * What an order given at `ts` gets: the open of the next bar, one bar later at the most, so that no alternative
 * trades at a price that was gone when it was known. In a gap it waits for the first bar after it. null while
 * `asOf` has not seen such a bar.
 */
export function laterPrice(series: CandleSeries, ts: number, asOf: number): LaterPrice | null {
  const bar = firstBarFrom(series, ts);
  const begin = series.ts[bar];
  const price = begin === undefined || begin > asOf ? null : barPrice(series.open, bar);
  return price === null || begin === undefined ? null : { price, ts: begin };
}
