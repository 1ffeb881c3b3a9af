import { readFileSync } from 'node:fs';

/** One bar: open, high, low, close, volume. */
type Bar = readonly [number, number, number, number, number];

/** Made-up hourly candles, written by makeOHLCV.js; bars follow each other without a gap. */
export interface SeedCandles {
  start: string;
  granularityMs: number;
  series: readonly { symbol: string; bars: readonly Bar[] }[];
}

/** The same distance from seeds and from dist. */
const FILE = new URL('../seeds/seedOHLCV.json', import.meta.url);

export function readSeedCandles(): SeedCandles {
  return JSON.parse(readFileSync(FILE, 'utf8')) as SeedCandles;
}

/**
 * The price at a moment: on the line from the bar's open to its close.
 * @throws RangeError when there is no bar of that symbol and time
 */
export function priceAt(candles: SeedCandles, symbol: string, ts: number): number {
  const since = ts - Date.parse(candles.start);
  const bars = candles.series.find((series) => series.symbol === symbol)?.bars;
  const bar = bars?.[Math.floor(since / candles.granularityMs)];
  if (!bar) throw new RangeError(`no seed candle of ${symbol} at ${new Date(ts).toISOString()}`);
  const [open, , , close] = bar;
  return open + (close - open) * ((since % candles.granularityMs) / candles.granularityMs);
}
