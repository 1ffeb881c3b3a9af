import { type Decimal, fromNumber, multiply, toNumber } from '@twin/shared/primitives/decimal';
import { firstBarFrom, lastClosedBar } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';
import type { DecisionUnits } from './decisionUnits.ts';

/** How the symbol moved with the market before the decision: the slope of its bar returns on the market's. */
export interface MarketLink {
  symbol: string;
  beta: number;
  series: CandleSeries;
}

const WINDOW_BARS = 168;
const PAIRS_MINIMUM = 100;
const MONEY_PLACES = 8;

/** By least squares over the last 168 closed bars of both; null with fewer than 100 common ones. */
export function marketLink(candles: CandleSeries, market: CandleSeries, ts: number): MarketLink | null {
  const pairs = commonReturns(candles, market, ts);
  if (pairs.length < PAIRS_MINIMUM) return null;
  let [sumX, sumY] = [0, 0];
  for (const [x, y] of pairs) {
    sumX += x;
    sumY += y;
  }
  let [covariance, variance] = [0, 0];
  for (const [x, y] of pairs) {
    covariance += (x - sumX / pairs.length) * (y - sumY / pairs.length);
    variance += (x - sumX / pairs.length) ** 2;
  }
  return variance === 0 ? null : { symbol: market.symbol, beta: covariance / variance, series: market };
}

/** Log returns of the market and of the symbol over the same bars. */
function commonReturns(candles: CandleSeries, market: CandleSeries, ts: number): [number, number][] {
  const pairs: [number, number][] = [];
  const last = lastClosedBar(candles, ts);
  for (let bar = Math.max(1, last - WINDOW_BARS + 1); bar <= last; bar += 1) {
    const other = firstBarFrom(market, candles.ts[bar] ?? 0);
    if (other < 1 || market.ts[other] !== candles.ts[bar]) continue;
    if (market.ts[other - 1] !== candles.ts[bar - 1]) continue;
    const x = Math.log((market.close[other] ?? 0) / (market.close[other - 1] ?? 0));
    const y = Math.log((candles.close[bar] ?? 0) / (candles.close[bar - 1] ?? 0));
    if (Number.isFinite(x) && Number.isFinite(y)) pairs.push([x, y]);
  }
  return pairs;
}

/**
 * The difference without what the market gave to the kept units: less beta × notional × the market's return from the
 * decision to the end. null where the market has no bar at one of the two.
 */
export function withoutMarket(
  delta: Decimal,
  { direction, qty, price, ts }: DecisionUnits,
  { beta, series }: MarketLink,
  endTs: number,
): Decimal | null {
  const begin = series.close[lastClosedBar(series, ts)];
  const end = series.open[firstBarFrom(series, endTs)];
  if (!begin || !end) return null;
  const moved = beta * (end / begin - 1) * toNumber(multiply(qty, price));
  return delta - fromNumber(direction === 'long' ? moved : -moved, MONEY_PLACES);
}
