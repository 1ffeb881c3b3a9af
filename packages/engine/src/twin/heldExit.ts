import { absolute, type Decimal, multiply, multiplyDivide, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { type Contract, exposure } from '../ledger/contract.ts';
import { lastClosedBar } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';
import type { Outcome, RoundTrip } from './correction.ts';
import { laterPrice } from './laterPrice.ts';
import { slippageShare } from './tradingCost.ts';

/** An exit that the twin did not make (to a share): what it still holds until the hold is over. */
export interface HeldExit {
  trip: RoundTrip;
  symbol: string;
  contract: Contract;
  /** Signed base units of the exit: below zero for a sale. */
  dq: Decimal;
  /** What the exit brought, and its fees. */
  exit: Outcome;
  startTs: number;
  endTs: number;
}

/** Older closed bars than this many lengths say nothing about the moment. */
const STALE_AFTER = 2;

/** Whether there is a market to hold on in: candles up to the moment of the exit. */
export function hasMarket(series: CandleSeries | null, ts: number): series is CandleSeries {
  if (!series) return false;
  const bar = lastClosedBar(series, ts);
  const begin = series.ts[bar];
  return begin !== undefined && ts - (begin + series.granularityMs) <= STALE_AFTER * series.granularityMs;
}

/**
 * What holding on added when it ended: the next open after the hold, with the fee rate of the exit itself and half
 * the usual spread; null while that bar lies beyond `asOf`. A hold of no length is the exit that was made.
 */
export function endedHold(held: HeldExit, series: CandleSeries, asOf: number): Outcome | null {
  if (held.endTs <= held.startTs) return { gross: ZERO, fees: ZERO };
  const later = laterPrice(series, held.endTs, asOf);
  if (later === null) return null;
  return soldFor(held, -exposure(held.contract, held.dq, later.price));
}

/**
 * What holding on added when the person entered again before the hold was over: the twin is in the market already and
 * pays neither that entry nor the exit before it; in the measure in which a pattern brought the entry about
 * (`ownShare` below 1) it ends its hold there instead.
 */
export function rejoinedHold(held: HeldExit, entry: Outcome, ownShare: Decimal): Outcome {
  const { exit } = held;
  const joined = { gross: -entry.gross - exit.gross, fees: -entry.fees - exit.fees };
  const ended = soldFor(held, -entry.gross);
  const between = (what: keyof Outcome) =>
    multiply(ownShare, joined[what]) + multiply(ONE - ownShare, ended[what]);
  return { gross: between('gross'), fees: between('fees') };
}

/** Splits off the part of a hold that `dq` of its units are; the hold keeps the rest. */
export function takePart(held: HeldExit, dq: Decimal): HeldExit {
  const part = (amount: Decimal) => multiplyDivide(amount, dq, held.dq);
  const partOf = ({ gross, fees }: Outcome) => ({ gross: part(gross), fees: part(fees) });
  const { trip } = held;
  const taken = { ...held, dq, exit: partOf(held.exit), trip: { ...trip, made: partOf(trip.made) } };
  held.dq -= dq;
  held.exit = less(held.exit, taken.exit);
  held.trip = { ...trip, made: less(trip.made, taken.trip.made) };
  return taken;
}

/** The end of a hold that brings so much (costs it below zero) before spread and fees. */
function soldFor({ symbol, exit }: HeldExit, cash: Decimal): Outcome {
  const spread = multiply(absolute(cash), slippageShare(symbol));
  const fees = exit.gross === ZERO ? ZERO : multiplyDivide(exit.fees, absolute(cash), absolute(exit.gross));
  return { gross: cash - spread - exit.gross, fees: fees - exit.fees };
}

function less(one: Outcome, other: Outcome): Outcome {
  return { gross: one.gross - other.gross, fees: one.fees - other.fees };
}

/** What holding on has added so far at a mark: like every open position before the costs of closing it. */
export function runningHold({ contract, dq, exit }: HeldExit, mark: Decimal): Outcome {
  return { gross: -exposure(contract, dq, mark) - exit.gross, fees: -exit.fees };
}
