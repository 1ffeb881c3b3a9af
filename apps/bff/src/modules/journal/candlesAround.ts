import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket, DOLLAR_LIKE } from '@twin/engine/market/createMarket';
import type { CandleDto } from '@twin/shared/dto/decision';
import { plainNumber } from '../market/index.ts';
import type { JournalRepos } from './journalRepos.ts';

const BARS_BEFORE = 72;
const BARS_AFTER = 24;
/** Room on both sides of a span, and the most bars of one answer. */
const BARS_ASIDE = 24;
const MOST_BARS = 3_000;

/** The bars around a moment, of the series that the scorer would take; none without market data. */
export async function candlesAround(
  { candles }: Pick<JournalRepos, 'candles'>,
  userId: string,
  symbol: string,
  ts: number,
): Promise<CandleDto[]> {
  const series: CandleSeries[] = [];
  for (const { id, symbol: name, granularityMs } of await candles.listSeries(userId)) {
    if (!namesOf(symbol).includes(name)) continue;
    const from = new Date(ts - BARS_BEFORE * granularityMs);
    const to = new Date(ts + BARS_AFTER * granularityMs);
    const bars = await candles.load(userId, id, from, to);
    series.push({ symbol: name, granularityMs, aliasOf: null, ...bars });
  }
  const chosen = createMarket(series).candles(symbol);
  return chosen ? candleDtos(chosen) : [];
}

export interface SpanCandles {
  candles: CandleDto[];
  barMs: number | null;
  isCut: boolean;
}

/** The finest bars that show a whole span with some room around it; of a longer span, its first so many. */
export async function candlesOver(
  { candles }: Pick<JournalRepos, 'candles'>,
  userId: string,
  symbol: string,
  span: { from: number; to: number },
): Promise<SpanCandles> {
  const names = namesOf(symbol);
  const known = (await candles.listSeries(userId)).filter((series) => names.includes(series.symbol));
  const own = (series: { symbol: string }) => names.indexOf(series.symbol);
  const byLength = known.toSorted((a, b) => a.granularityMs - b.granularityMs || own(a) - own(b));
  const fits = ({ granularityMs }: { granularityMs: number }) =>
    (span.to - span.from) / granularityMs + 2 * BARS_ASIDE <= MOST_BARS;
  const series = byLength.find(fits) ?? byLength.at(-1);
  if (!series) return { candles: [], barMs: null, isCut: false };
  const room = BARS_ASIDE * series.granularityMs;
  const [from, to] = [new Date(span.from - room), new Date(span.to + room)];
  const bars = await candles.load(userId, series.id, from, to, MOST_BARS);
  const last = bars.ts.at(-1) ?? span.to;
  const isCut = bars.ts.length === MOST_BARS && last < span.to;
  return { candles: candleDtos(bars), barMs: series.granularityMs, isCut };
}

/** The symbol itself, then the same base in other dollar-like quotes. */
function namesOf(symbol: string): string[] {
  if (!DOLLAR_LIKE.includes(quoteOf(symbol))) return [symbol];
  const others = DOLLAR_LIKE.map((quote) => `${baseOf(symbol)}-${quote}`).filter((name) => name !== symbol);
  return [symbol, ...others];
}

function candleDtos(bars: Omit<CandleSeries, 'symbol' | 'granularityMs' | 'aliasOf'>): CandleDto[] {
  const text = (column: Float64Array, bar: number) => plainNumber(column[bar] ?? 0);
  return Array.from(bars.ts, (begin, bar) => ({
    ts: new Date(begin).toISOString(),
    open: text(bars.open, bar),
    high: text(bars.high, bar),
    low: text(bars.low, bar),
    close: text(bars.close, bar),
    volume: text(bars.volume, bar),
  }));
}
