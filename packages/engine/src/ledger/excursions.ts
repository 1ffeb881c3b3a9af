import { toNumber } from '@twin/shared/primitives/decimal';
import { firstBarFrom } from '../market/bars.ts';
import type { Market } from '../market/candle.ts';
import type { Episode } from './decision.ts';

/**
 * Adds MAE and MFE: the worst and the best price inside the hold against the entry price, as signed
 * fractions (mae ≤ 0 ≤ mfe). Only bars wholly inside the hold count: what part of the entry and exit
 * bars was lived through is unknown. No such bar, no entry price or an open episode: null.
 */
export function withExcursions(episode: Episode, market: Market): Episode {
  const series = market.candles(episode.symbol);
  if (!series || episode.closedAt === null || episode.entryPrice === null) return episode;
  const entry = toNumber(episode.entryPrice);
  const from = firstBarFrom(series, episode.openedAt);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let bar = from; bar < series.ts.length; bar += 1) {
    if ((series.ts[bar] ?? 0) + series.granularityMs > episode.closedAt) break;
    low = Math.min(low, series.low[bar] ?? low);
    high = Math.max(high, series.high[bar] ?? high);
  }
  if (low > high || entry <= 0) return episode;
  const down = low / entry - 1;
  const up = high / entry - 1;
  const [worst, best] = episode.side === 'long' ? [down, up] : [-up, -down];
  return { ...episode, mae: Math.min(0, worst), mfe: Math.max(0, best) };
}
