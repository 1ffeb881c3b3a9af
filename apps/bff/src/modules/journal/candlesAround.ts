import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket, DOLLAR_LIKE } from '@twin/engine/market/createMarket';
import type { CandleDto } from '@twin/shared/dto/decision';
import { joinSources, plainNumber, type SourcedSeries } from '../market/index.ts';
import type { JournalRepos } from './journalRepos.ts';

const BARS_BEFORE = 72;
const BARS_AFTER = 24;
/** Room on both sides of a span, and the most bars of one answer. */
const BARS_ASIDE = 24;
const MOST_BARS = 3_000;

/** The bars around a moment, joined from their sources as the scorer takes them; none without market data. */
export async function candlesAround(
  { candles }: Pick<JournalRepos, 'candles'>,
  userId: string,
  symbol: string,
  ts: number,
): Promise<CandleDto[]> {
  const series: SourcedSeries[] = [];
  for (const { id, symbol: name, granularityMs, source } of await candles.listSeries(userId)) {
    if (!namesOf(symbol).includes(name)) continue;
    const from = new Date(ts - BARS_BEFORE * granularityMs);
    const to = new Date(ts + BARS_AFTER * granularityMs);
    const bars = await candles.load(userId, id, from, to);
    if (bars.ts.length > 0) series.push({ symbol: name, granularityMs, source, ...bars });
  }
  const chosen = createMarket(joinSources(series)).candles(symbol);
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
  const chosen = byLength.find(fits) ?? byLength.at(-1);
  if (!chosen) return { candles: [], barMs: null, isCut: false };
  const { granularityMs } = chosen;
  const room = BARS_ASIDE * granularityMs;
  const [from, to] = [new Date(span.from - room), new Date(span.to + room)];
  const sources: SourcedSeries[] = [];
  for (const { id, symbol: name, source } of known.filter(
    (series) => series.symbol === chosen.symbol && series.granularityMs === granularityMs,
  )) {
    const bars = await candles.load(userId, id, from, to, MOST_BARS);
    sources.push({ symbol: name, granularityMs, source, ...bars });
  }
  const [joined] = joinSources(sources);
  const all = joined ? candleDtos(joined) : [];
  const shown = all.slice(0, MOST_BARS);
  const last = shown.at(-1)?.ts;
  const isCut = shown.length === MOST_BARS && last !== undefined && Date.parse(last) < span.to;
  return { candles: shown, barMs: granularityMs, isCut };
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
