import { barFacts } from '../biases/barFacts.ts';
import { isConversion } from '../biases/suppressors/stableConversion.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { dayOf } from './evidence.ts';

/** A closed episode with a known result other than zero. */
export interface Close {
  /** Place of the closing decision among the decisions. */
  place: number;
  ts: number;
  day: number;
  symbol: string;
  isLoss: boolean;
  holdMs: number | null;
}

export function tradesOnly(decisions: readonly Decision[], market: Market): Decision[] {
  return decisions.filter(({ symbol, ts }) => !isConversion(symbol, barFacts(market.candles(symbol), ts)));
}

/** In order of their closing fills. */
export function closesOf(decisions: readonly Decision[]): Close[] {
  const closes: Close[] = [];
  decisions.forEach(({ symbol, outcome: { closedEpisode } }, place) => {
    if (!closedEpisode || closedEpisode.closedAt === null || closedEpisode.entryPrice === null) return;
    const { closedAt, realisedPnl, holdMs } = closedEpisode;
    if (realisedPnl === null || realisedPnl === 0n) return;
    closes.push({ place, ts: closedAt, day: dayOf(closedAt), symbol, isLoss: realisedPnl < 0n, holdMs });
  });
  return closes.sort((a, b) => a.ts - b.ts || a.place - b.place);
}
