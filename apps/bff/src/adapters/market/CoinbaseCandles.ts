import { z } from 'zod';
import type { Bar, CandleVenue, CandleWindow } from '../../ports/market.ts';
import { coinbaseError } from '../brokers/coinbase/coinbaseErrors.ts';
import { askVenue, type VenueAnswer } from '../venue/askVenue.ts';
import { readAnswer } from '../venue/readAnswer.ts';
import type { VenuePauses } from '../venue/VenuePauses.ts';
import { barOf, barsWithin } from './bar.ts';

export interface CoinbaseCandlesOptions {
  apiUrl: URL;
  pauses: VenuePauses;
}

/** Public calls are counted per address, private ones per person: a pause here holds up no sync. */
const PAUSE = 'coinbase-public';
const GRANULARITIES = new Map([
  [60_000, 'ONE_MINUTE'],
  [300_000, 'FIVE_MINUTE'],
  [900_000, 'FIFTEEN_MINUTE'],
  [3_600_000, 'ONE_HOUR'],
  [86_400_000, 'ONE_DAY'],
]);

const Candles = z.object({
  candles: z.array(
    z.object({
      start: z.string().regex(/^\d{1,12}$/),
      ...{ open: z.string(), high: z.string(), low: z.string(), close: z.string(), volume: z.string() },
    }),
  ),
});

/** Coinbase's public candles: newest first, and none for an hour in which nobody traded. */
export class CoinbaseCandles implements CandleVenue {
  readonly name = 'coinbase';
  readonly windowBars = 300;
  private readonly options: CoinbaseCandlesOptions;

  constructor(options: CoinbaseCandlesOptions) {
    this.options = options;
  }

  async candles(window: CandleWindow, signal: AbortSignal): Promise<Bar[] | null> {
    const { pauses } = this.options;
    await pauses.check(PAUSE);
    const answer = await askVenue({ url: this.urlOf(window), signal });
    if (isUnknownProduct(answer)) return null;
    if (answer.status !== 200) {
      const error = coinbaseError(answer);
      if (error.code === 'BROKER_BUSY') await pauses.pause(PAUSE, error.options.retryAfterSeconds ?? 0);
      throw error;
    }
    const { candles } = readAnswer(answer.text, Candles);
    const bars = candles.map(({ start, open, high, low, close, volume }) =>
      barOf(Number(start) * 1000, [open, high, low, close, volume]),
    );
    return barsWithin(window, bars);
  }

  private urlOf({ symbol, granularityMs, from, to }: CandleWindow): URL {
    const granularity = GRANULARITIES.get(granularityMs);
    if (granularity === undefined) throw new Error(`Coinbase has no bars of ${granularityMs} ms`);
    const path = `/api/v3/brokerage/market/products/${encodeURIComponent(symbol)}/candles`;
    const url = new URL(path, this.options.apiUrl);
    const seconds = { start: String(from / 1000), end: String(to / 1000) };
    url.search = new URLSearchParams({ granularity, ...seconds }).toString();
    return url;
  }
}

/** `{"error":"INVALID_ARGUMENT","message":"invalid product_id"}`, or nothing at that address. */
function isUnknownProduct({ status, text }: VenueAnswer): boolean {
  return status === 404 || (status === 400 && /product/i.test(text));
}
