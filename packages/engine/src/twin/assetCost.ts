import {
  type Decimal,
  formatDecimal,
  fromNumber,
  ONE,
  toNumber,
  ZERO,
} from '@twin/shared/primitives/decimal';
import type { AssetAmount } from '../ledger/decision.ts';
import { addAmount } from '../money/assetAmounts.ts';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { type Interval, Z95 } from '../stats/wilson.ts';
import { type UnpricedFees, weighedFees } from './unpricedFees.ts';

/** What flagged decisions cost in one asset: above zero they cost money, below zero they paid. Amounts are decimal text. */
export interface AssetCost {
  asset: string;
  value: string;
  /**
   * 95 % interval over resampled days and over what the pattern did not bring about, as wide as it has to be to hold
   * whole lives without the pattern (`stretch`); null with fewer than two days.
   */
  ciLow: string | null;
  ciHigh: string | null;
  /** The two parts of the value: fees that would not have been paid, and results that would have been others. */
  fees: string;
  opportunity: string;
  /** Fees that would not have been paid either, in assets without a known rate: in none of the amounts. */
  unpricedFees: { asset: string; amount: string }[];
  /** false: the interval covers zero, so there is no measurable cost in this period. */
  isMeasurable: boolean;
  /** Decisions in which the pattern was found, and those of them that paid: without them the result would be lower. */
  decisions: number;
  paidOff: number;
  /** Those whose position or hold is still open, valued by its mark. */
  unfinished: number;
}

/** What a flagged decision changed: the alternative less what was done, in parts or as a whole. */
export interface DecisionCost {
  decisionId: string;
  /** Begin of the decision, UTC milliseconds. */
  ts: number;
  asset: string;
  /** Probability that the pattern brought the decision about: the change is weighted by it. */
  confidence: number;
  /** Found, and not only weighed: what is counted. */
  isFound: boolean;
  /** Before fees, and the fees. */
  gross: Decimal;
  fees: Decimal;
  /** The same of fees in assets without a rate, in their units: in neither of the two. Absent without any. */
  unpriced?: UnpricedFees;
  /** Still open, valued by a mark. */
  isRunning: boolean;
}

const DAY_MS = 86_400_000;
const MONEY_PLACES = 8;

/**
 * Sums by asset, the one with the most decisions first. `times` are those of all decisions of the history: the days
 * without a flagged one are part of what is drawn again. `stretch`: how many times wider than by days and causes the interval is, for what the
 * twin cannot know of a life that goes on otherwise.
 */
export function assetCosts(
  costs: readonly DecisionCost[],
  times: readonly number[],
  seed: number,
  stretch = 1,
): AssetCost[] {
  const days = [...new Set(times.map(dayOf))];
  return [...byAsset(costs)]
    .toSorted(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1))
    .map(([asset, decisions]) => assetCost(asset, [...decisions.values()], days, seed, stretch));
}

/** The parts of each decision together. */
function byAsset(costs: readonly DecisionCost[]): Map<string, Map<string, DecisionCost>> {
  const assets = new Map<string, Map<string, DecisionCost>>();
  for (const cost of costs) {
    const decisions = assets.get(cost.asset) ?? new Map<string, DecisionCost>();
    assets.set(cost.asset, decisions);
    const known = decisions.get(cost.decisionId);
    decisions.set(cost.decisionId, known ? together(known, cost) : cost);
  }
  return assets;
}

function together(one: DecisionCost, other: DecisionCost): DecisionCost {
  return {
    ...one,
    gross: one.gross + other.gross,
    fees: one.fees + other.fees,
    unpriced: weighedFees([one.unpriced, ONE], [other.unpriced, ONE]),
    isRunning: one.isRunning || other.isRunning,
  };
}

function assetCost(
  asset: string,
  flagged: readonly DecisionCost[],
  days: readonly number[],
  seed: number,
  stretch: number,
): AssetCost {
  let gross = ZERO;
  let fees = ZERO;
  let doubt = 0;
  const byDay = new Map(days.map((day) => [day, 0]));
  for (const one of flagged) {
    gross += one.gross;
    fees += one.fees;
    const change = toNumber(one.gross - one.fees);
    const day = dayOf(one.ts);
    byDay.set(day, (byDay.get(day) ?? 0) + change);
    doubt += causeVariance(change, one.confidence);
  }
  const found = flagged.filter(({ isFound }) => isFound);
  const days95 = intervalOf([...byDay.values()], seed);
  const interval = days95 && widened(days95, toNumber(gross - fees), doubt, stretch);
  return {
    asset,
    value: formatDecimal(gross - fees),
    ciLow: interval && formatMoney(interval.low),
    ciHigh: interval && formatMoney(interval.high),
    fees: formatDecimal(-fees),
    opportunity: formatDecimal(gross),
    unpricedFees: unpricedOf(flagged),
    isMeasurable: interval !== null && (interval.low > 0 || interval.high < 0),
    decisions: found.length,
    paidOff: found.filter((one) => one.gross - one.fees < ZERO).length,
    unfinished: found.filter(({ isRunning }) => isRunning).length,
  };
}

/** What would not have been paid, in order of the assets' names. */
function unpricedOf(flagged: readonly DecisionCost[]): AssetCost['unpricedFees'] {
  const sum: AssetAmount[] = [];
  for (const { unpriced } of flagged)
    for (const { asset, amount } of unpriced ?? []) addAmount(sum, asset, -amount);
  return sum
    .filter(({ amount }) => amount !== ZERO)
    .toSorted((a, b) => (a.asset < b.asset ? -1 : 1))
    .map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) }));
}

/**
 * Variance of the change when the pattern did or did not bring the decision about: with confidence p the whole change
 * c ÷ p happened or none of it, so p·(1 − p)·(c ÷ p)².
 */
function causeVariance(change: number, confidence: number): number {
  return confidence > 0 ? (change * change * (1 - confidence)) / confidence : 0;
}

/** Both causes of doubt together, as they are independent: days and causes; and the stretch. */
function widened({ low, high }: Interval, value: number, variance: number, stretch: number): Interval {
  const reach = (side: number) => stretch * Math.sqrt(side * side + Z95 * Z95 * variance);
  return { low: value - reach(value - low), high: value + reach(high - value) };
}

/** Of the sum over the days: resampled, or by its normal error where there are too few days to resample. */
function intervalOf(days: readonly number[], seed: number): Interval | null {
  const n = days.length;
  if (n < 2) return null;
  const resampled = bootstrapByDay(
    days.map((sum) => [sum]),
    ([sum]) => sum ?? 0,
    seed,
  );
  if (resampled) return resampled;
  let total = 0;
  for (const sum of days) total += sum;
  let squares = 0;
  for (const sum of days) squares += (sum - total / n) ** 2;
  const error = Z95 * Math.sqrt((n * squares) / (n - 1));
  return { low: total - error, high: total + error };
}

function formatMoney(value: number): string {
  return formatDecimal(fromNumber(value, MONEY_PLACES));
}

function dayOf(ts: number): number {
  return Math.floor(ts / DAY_MS);
}
