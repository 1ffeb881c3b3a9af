import type { Market } from '../market/candle.ts';
import { exposureOf, markOf } from './scene.ts';
import type { ScorerState } from './state.ts';

const DAYS = 30;

/**
 * Moves the trailing target of every open position towards its share of the open exposure in its asset, at the last
 * known prices: the mean of the first 30 days with a decision, from then on with a thirtieth of each new day.
 */
export function trackTargets(state: ScorerState, market: Market, ts: number): void {
  const totals = new Map<string, number>();
  const exposures = state.open.flatMap((key) => {
    const position = state.positions[key];
    if (!position) return [];
    const exposure = exposureOf(key, position.qty, markOf({ market, ts }, key, position));
    totals.set(position.quote, (totals.get(position.quote) ?? 0) + exposure);
    return [{ position, exposure }];
  });
  for (const { position, exposure } of exposures) {
    const total = totals.get(position.quote) ?? 0;
    if (total <= 0) continue;
    const { target } = position;
    target.days = Math.min(DAYS, target.days + 1);
    target.weight += (exposure / total - target.weight) / target.days;
  }
}
