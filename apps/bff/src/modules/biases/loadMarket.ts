import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import type { Market } from '@twin/engine/market/candle';
import { createMarket, DOLLAR_LIKE } from '@twin/engine/market/createMarket';
import type { CandleRepo } from '../market/index.ts';

const BEGIN = new Date(0);
const END = new Date(Date.UTC(3000, 0, 1));

/** The person's candles of these symbols, whole series, so that every page of a fold sees the same bars. */
export async function loadMarket(
  candles: Pick<CandleRepo, 'listSeries' | 'load'>,
  userId: string,
  symbols: ReadonlySet<string>,
): Promise<Market> {
  const wanted = new Set([...symbols].flatMap(withAliases));
  const stored = (await candles.listSeries(userId)).filter(({ symbol }) => wanted.has(symbol));
  const series = [];
  for (const { id, symbol, granularityMs } of stored) {
    series.push({ symbol, granularityMs, aliasOf: null, ...(await candles.load(userId, id, BEGIN, END)) });
  }
  return createMarket(series);
}

function withAliases(symbol: string): string[] {
  if (!DOLLAR_LIKE.includes(quoteOf(symbol))) return [symbol];
  return DOLLAR_LIKE.map((quote) => `${baseOf(symbol)}-${quote}`);
}
