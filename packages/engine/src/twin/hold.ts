import {
  absolute,
  type Decimal,
  decimal,
  maximum,
  minimum,
  multiply,
  ONE,
  ZERO,
} from '@twin/shared/primitives/decimal';
import { firstBarFrom, lastClosedBar } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';

/**
 * What the simulation keeps instead of what was done: for an exit the quantity that it closed, for an entry the
 * quantity that it opened, held to each horizon.
 */
export interface HeldLeg {
  direction: 'long' | 'short';
  /** Base units, above zero. */
  qty: Decimal;
  /** The decision's VWAP, quote units per base unit. */
  price: Decimal;
  /** What holding pays besides the later close: the fee of an entry; below zero the fee that a kept exit saves. */
  fees: Decimal;
  /** End of the decision, UTC milliseconds: the horizons count from here. */
  ts: number;
  /** What the leg really made after `ts`, net: 0 for an exit, the share of the episode's result for an entry. */
  actual: Decimal;
}

/** The cost of closing the held leg later: the same for every alternative. */
export interface TradingCost {
  /** Fee as a fraction of the notional, as paid on the leg itself. */
  feeRate: Decimal;
  /** Half of the spread in basis points. */
  slippageBps: number;
}

export interface HorizonSpan {
  horizon: string;
  ms: number;
}

export interface HorizonOutcome {
  horizon: string;
  /** Held minus actual, net of costs, quote units: above zero = holding would have been better. */
  delta: Decimal | null;
  /** Worst and best open result on the way, before costs. */
  pathMaxAdverse: Decimal | null;
  pathMaxFavourable: Decimal | null;
  /** Whether the whole horizon lies in the past and has candles to its end. */
  complete: boolean;
}

const BPS: Decimal = decimal('0.0001');

/**
 * Holds the leg to each horizon and compares with what was done (science.md §5): never the later best price, only
 * horizons that are fully in the past at `asOf`, closed bars only, at the close of the last bar that ended in time.
 */
export function simulateHold(
  leg: HeldLeg,
  cost: TradingCost,
  horizons: readonly HorizonSpan[],
  candles: CandleSeries,
  asOf: number,
): HorizonOutcome[] {
  return horizons.map(({ horizon, ms }) => {
    const bars = barsWithin(candles, leg.ts, leg.ts + ms);
    const isComplete = leg.ts + ms <= asOf && bars !== null && bars.reaches;
    if (bars === null || !isComplete) {
      return { horizon, delta: null, pathMaxAdverse: null, pathMaxFavourable: null, complete: false };
    }
    const path = pathOf(leg, candles, bars);
    const exit = closingPrice(leg, priceAt(candles.close, bars.last), cost);
    const delta = signed(leg, multiply(leg.qty, exit - leg.price)) - leg.fees - leg.actual;
    return { horizon, delta, ...path, complete: true };
  });
}

interface BarRange {
  first: number;
  last: number;
  /** The last bar ends at most one bar before the horizon does: no gap at its end. */
  reaches: boolean;
}

/** Bars that begin at or after `from` and end at or before `to`; null when there is none. */
function barsWithin(candles: CandleSeries, from: number, to: number): BarRange | null {
  const first = firstBarFrom(candles, from);
  const last = lastClosedBar(candles, to);
  if (last < first) return null;
  const end = (candles.ts[last] ?? 0) + candles.granularityMs;
  return { first, last, reaches: to - end < candles.granularityMs };
}

function pathOf(leg: HeldLeg, candles: CandleSeries, bars: BarRange) {
  let lowest = priceAt(candles.low, bars.first);
  let highest = priceAt(candles.high, bars.first);
  for (let i = bars.first + 1; i <= bars.last; i++) {
    lowest = minimum(lowest, priceAt(candles.low, i));
    highest = maximum(highest, priceAt(candles.high, i));
  }
  const atLow = signed(leg, multiply(leg.qty, lowest - leg.price));
  const atHigh = signed(leg, multiply(leg.qty, highest - leg.price));
  return {
    pathMaxAdverse: minimum(ZERO, minimum(atLow, atHigh)),
    pathMaxFavourable: maximum(ZERO, maximum(atLow, atHigh)),
  };
}

/** The price per unit after half the spread and the fee of closing. */
function closingPrice(leg: HeldLeg, close: Decimal, cost: TradingCost): Decimal {
  const spread = multiply(BPS, decimal(cost.slippageBps.toFixed(6)));
  const rate = spread + absolute(cost.feeRate);
  return multiply(close, leg.direction === 'long' ? ONE - rate : ONE + rate);
}

function signed(leg: HeldLeg, amount: Decimal): Decimal {
  return leg.direction === 'long' ? amount : -amount;
}

/** Candle prices are doubles read from text; their shortest text is that text again. */
function priceAt(values: Float64Array, index: number): Decimal {
  return decimal(plainText(values[index] ?? Number.NaN));
}

function plainText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(18) : text;
}
