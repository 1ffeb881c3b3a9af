import { AppError } from '@twin/shared/errors/AppError';
import { z } from 'zod';
import type { Bar, CandleVenue, CandleWindow } from '../../ports/market.ts';
import { BinanceClient, type BinanceOptions } from '../brokers/binance/BinanceClient.ts';
import { UNKNOWN_SYMBOL } from '../brokers/binance/binanceErrors.ts';
import { readAnswer } from '../venue/readAnswer.ts';
import { barOf, barsWithin } from './bar.ts';

/** Names that Binance can have; of others it says that they are illegal, not that they are unknown. */
const SPELLABLE = /^[A-Z0-9\-_.]{1,20}$/;
const INTERVALS = new Map([
  [60_000, '1m'],
  [300_000, '5m'],
  [900_000, '15m'],
  [3_600_000, '1h'],
  [86_400_000, '1d'],
]);

/** Begin, open, high, low, close, volume, and more that nobody here asks for. */
const Klines = z.array(z.array(z.string()).min(6));

/** Binance's public klines, within the weight that is counted for our address. The last one may still be open. */
export class BinanceCandles implements CandleVenue {
  readonly name = 'binance';
  readonly windowBars = 1_000;
  private readonly client: BinanceClient;

  constructor(options: BinanceOptions) {
    this.client = new BinanceClient(options);
  }

  async candles(window: CandleWindow, signal: AbortSignal): Promise<Bar[] | null> {
    const text = await this.ask(window, signal);
    if (text === null) return null;
    const bars = readAnswer(text, Klines).map(([begin, ...values]) => barOf(Number(begin), values));
    return barsWithin(window, bars);
  }

  private async ask(
    { symbol, granularityMs, from, to }: CandleWindow,
    signal: AbortSignal,
  ): Promise<string | null> {
    const interval = INTERVALS.get(granularityMs);
    if (interval === undefined) throw new Error(`Binance has no bars of ${granularityMs} ms`);
    const name = symbol.replace('-', '');
    if (!SPELLABLE.test(name)) return null;
    const query = {
      ...{ symbol: name, interval, limit: String(this.windowBars) },
      ...{ startTime: String(from), endTime: String(to - 1) },
    };
    try {
      return await this.client.open('/api/v3/klines', query, signal);
    } catch (error) {
      const isUnknown = error instanceof AppError && error.options.context?.['id'] === UNKNOWN_SYMBOL;
      if (isUnknown) return null;
      throw error;
    }
  }
}
