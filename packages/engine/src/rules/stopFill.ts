import {
  type Decimal,
  decimal,
  maximum,
  multiply,
  ONE,
  toNumber,
  ZERO,
} from '@twin/shared/primitives/decimal';
import { barPrice } from '../market/barPrice.ts';
import { firstBarFrom } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';

/** A stop order that rests in the market while a position is held. */
export interface Stop {
  side: 'long' | 'short';
  /** Quote units per base unit. */
  price: Decimal;
  /** The same as a double, a hair nearer to the market: what lies on this side of it needs no exact look. */
  near: number;
}

/** Where a stop was filled: the begin of its bar, and the price before half the spread. */
export interface StopFill {
  ts: number;
  price: Decimal;
}

const HAIR = 1e-9;

/** The stop so many percent against a price: below it for a long, above it for a short. */
export function stopAgainst(side: Stop['side'], price: Decimal, percent: number): Stop {
  const share = decimal((percent / 100).toFixed(12));
  const isLong = side === 'long';
  const at = multiply(price, isLong ? maximum(ONE - share, ZERO) : ONE + share);
  return { side, price: at, near: toNumber(at) * (isLong ? 1 + HAIR : 1 - HAIR) };
}

/** Whether a price lies at the stop or further against the position. */
function reaches({ side, price: stop }: Stop, price: Decimal): boolean {
  return side === 'long' ? price <= stop : price >= stop;
}

/** Whether a price lies further against the position than the stop. */
export function isBeyond(stop: Stop, price: Decimal): boolean {
  return price !== stop.price && reaches(stop, price);
}

/** Whether the worst price of a bar reaches the stop. */
export function isMetIn(candles: CandleSeries, bar: number, stop: Stop): boolean {
  return priceAtStop(stop, stop.side === 'long' ? candles.low : candles.high, bar) !== null;
}

/**
 * What a stop got that rested from one moment to another (UTC milliseconds): the worse of its own price and the open of
 * the first bar that meets it, since a market that opens beyond the stop never traded at it. As with MAE only bars
 * wholly inside the span count, as what part of the others was lived through is unknown; of the one in which the span
 * ends the open was. null when it was not met. Source: design page science, section 5; unlike an order given when a
 * bar has closed (`laterPrice`) it stood in the market before.
 */
export function stopFill(candles: CandleSeries, stop: Stop, from: number, until: number): StopFill | null {
  for (let bar = firstBarFrom(candles, from); bar < candles.ts.length; bar += 1) {
    const ts = candles.ts[bar] ?? until;
    if (ts >= until) return null;
    const open = priceAtStop(stop, candles.open, bar);
    if (open !== null) return { ts, price: open };
    if (ts + candles.granularityMs <= until && isMetIn(candles, bar, stop)) return { ts, price: stop.price };
  }
  return null;
}

/** The price of a bar when it reaches the stop. */
function priceAtStop(stop: Stop, values: Float64Array, bar: number): Decimal | null {
  const value = values[bar] ?? Number.NaN;
  const isNear = stop.side === 'long' ? value <= stop.near : value >= stop.near;
  const price = isNear ? barPrice(values, bar) : null;
  return price !== null && reaches(stop, price) ? price : null;
}
