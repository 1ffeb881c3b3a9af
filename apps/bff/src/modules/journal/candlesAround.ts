import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket, DOLLAR_LIKE } from '@twin/engine/market/createMarket';
import type { CandleDto } from '@twin/shared/dto/decision';
import { plainNumber } from '../market/index.ts';
import type { JournalRepos } from './journalRepos.ts';

const BARS_BEFORE = 72;
const BARS_AFTER = 24;

/** The bars around a moment, of the series that the scorer would take; none without market data. */
export async function candlesAround(
  { candles }: Pick<JournalRepos, 'candles'>,
  userId: string,
  symbol: string,
  ts: number,
): Promise<CandleDto[]> {
  const names = DOLLAR_LIKE.includes(quoteOf(symbol))
    ? DOLLAR_LIKE.map((quote) => `${baseOf(symbol)}-${quote}`)
    : [symbol];
  const series: CandleSeries[] = [];
  for (const { id, symbol: name, granularityMs } of await candles.listSeries(userId)) {
    if (!names.includes(name)) continue;
    const from = new Date(ts - BARS_BEFORE * granularityMs);
    const to = new Date(ts + BARS_AFTER * granularityMs);
    const bars = await candles.load(userId, id, from, to);
    series.push({ symbol: name, granularityMs, aliasOf: null, ...bars });
  }
  const chosen = createMarket(series).candles(symbol);
  if (!chosen) return [];
  const text = (column: Float64Array, bar: number) => plainNumber(column[bar] ?? 0);
  return Array.from(chosen.ts, (begin, bar) => ({
    ts: new Date(begin).toISOString(),
    open: text(chosen.open, bar),
    high: text(chosen.high, bar),
    low: text(chosen.low, bar),
    close: text(chosen.close, bar),
    volume: text(chosen.volume, bar),
  }));
}
