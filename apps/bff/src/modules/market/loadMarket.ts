import type { CandleSeries, Market } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import type { CandleRepo } from './CandleRepo.ts';
import { joinSources, type SourcedSeries } from './joinSources.ts';
import { standInsFor } from './standIns.ts';

const BEGIN = new Date(0);
const END = new Date(Date.UTC(3000, 0, 1));

/** The person's candles of these symbols, whole series, so that every page of a fold sees the same bars. */
export async function loadMarket(
  candles: Pick<CandleRepo, 'listSeries' | 'load'>,
  userId: string,
  symbols: ReadonlySet<string>,
): Promise<Market> {
  const wanted = new Set([...symbols].flatMap((symbol) => [symbol, ...standInsFor(symbol)]));
  return createMarket(await loadSeries(candles, userId, wanted));
}

/** All candles of the person, or those of some symbols. */
export async function loadSeries(
  candles: Pick<CandleRepo, 'listSeries' | 'load'>,
  userId: string,
  wanted: ReadonlySet<string> | null = null,
): Promise<CandleSeries[]> {
  const sourced: SourcedSeries[] = [];
  for (const { id, symbol, granularityMs, source } of await candles.listSeries(userId)) {
    if (wanted && !wanted.has(symbol)) continue;
    const bars = await candles.load(userId, id, BEGIN, END);
    sourced.push({ symbol, granularityMs, source, ...bars });
  }
  return joinSources(sourced);
}
