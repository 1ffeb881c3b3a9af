import {
  type Decimal,
  decimal,
  maximum,
  minimum,
  multiply,
  ONE,
  ZERO,
} from '@twin/shared/primitives/decimal';
import { barPrice } from '../market/barPrice.ts';
import { firstBarFrom } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';
import { type LaterPrice, laterPrice } from '../twin/laterPrice.ts';
import type { DecisionUnits, TradingCost } from './decisionUnits.ts';
import { type Direction, type UnitMovement, worthAt } from './units.ts';

export interface HorizonSpan {
  horizon: string;
  ms: number;
}

/** The path of the alternative's result on the way, before costs. */
export interface Path {
  /** Worst (≤ 0) and best (≥ 0) result, and the deepest fall from its best so far (≥ 0). */
  pathMaxAdverse: Decimal;
  pathMaxFavourable: Decimal;
  pathMaxDrawdown: Decimal;
}

export type HorizonOutcome =
  | ({ horizon: string; complete: true; endTs: number; delta: Decimal } & Path)
  | { horizon: string; complete: false; endTs: number; reason: 'not_over' | 'no_candles' };

/**
 * The alternative against what was done, at the end of every horizon (science.md §5). Horizons are fixed beforehand
 * and never end at the later best price; only those that lie fully in the past have a number. What is open at the end
 * is closed, on both sides, at the open of the next bar with the decision's own fee rate and half the usual spread.
 */
export function compareAtHorizons(
  alternative: readonly UnitMovement[],
  units: DecisionUnits,
  spans: readonly HorizonSpan[],
  candles: CandleSeries,
  asOf: number,
): HorizonOutcome[] {
  const { direction, actual, ts, cost } = units;
  return spans.map(({ horizon, ms }) => {
    const end = ts + ms;
    if (end > asOf) return { horizon, complete: false, endTs: end, reason: 'not_over' };
    const later = priceAfter(candles, end, asOf);
    if (!later) return { horizon, complete: false, endTs: end, reason: 'no_candles' };
    const price = closingPrice(direction, later.price, cost);
    const delta =
      worthAt(alternative, direction, later.ts, price) - worthAt(actual, direction, later.ts, price);
    return {
      horizon,
      complete: true,
      endTs: later.ts,
      delta,
      ...pathOf(alternative, units, candles, later.ts),
    };
  });
}

/** The open of the next bar, unless there is a gap. */
function priceAfter(candles: CandleSeries, end: number, asOf: number): LaterPrice | null {
  const later = laterPrice(candles, end, asOf);
  return later && later.ts - end < candles.granularityMs ? later : null;
}

/** The price per unit after half the spread and the fee of closing. */
export function closingPrice(direction: Direction, price: Decimal, cost: TradingCost): Decimal {
  const rate = decimal((cost.slippageBps / 10_000).toFixed(10)) + cost.feeRate;
  return multiply(price, direction === 'long' ? ONE - rate : ONE + rate);
}

function pathOf(
  alternative: readonly UnitMovement[],
  { direction, ts }: DecisionUnits,
  candles: CandleSeries,
  endTs: number,
): Path {
  const free = alternative.map((movement) => ({ ...movement, fees: ZERO }));
  const [worstOf, bestOf] = direction === 'long' ? [candles.low, candles.high] : [candles.high, candles.low];
  let worst = ZERO;
  let best = ZERO;
  let drawdown = ZERO;
  for (let bar = firstBarFrom(candles, ts); (candles.ts[bar] ?? endTs) < endTs; bar += 1) {
    const barEnd = (candles.ts[bar] ?? 0) + candles.granularityMs;
    const low = worthAt(free, direction, barEnd, barPrice(worstOf, bar) ?? ZERO);
    const high = worthAt(free, direction, barEnd, barPrice(bestOf, bar) ?? ZERO);
    worst = minimum(worst, low);
    drawdown = maximum(drawdown, best - low);
    best = maximum(best, high);
  }
  return { pathMaxAdverse: worst, pathMaxFavourable: best, pathMaxDrawdown: drawdown };
}
