import { type Decimal, decimal, formatDecimal, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { type Interval, Z95 } from '../stats/wilson.ts';

/** What flagged decisions cost in one asset: above zero they cost money, below zero they paid. Amounts are decimal text. */
export interface AssetCost {
  asset: string;
  value: string;
  /** 95 % interval over resampled days; null with fewer than two days. */
  ciLow: string | null;
  ciHigh: string | null;
  /** The two parts of the value: fees that would not have been paid, and results that would have been others. */
  fees: string;
  opportunity: string;
  /** false: the interval covers zero, so there is no measurable cost in this period. */
  isMeasurable: boolean;
  /** Flagged decisions in the value, and those of them that paid: without them the result would be lower. */
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
  /** Before fees, and the fees. */
  gross: Decimal;
  fees: Decimal;
  /** Still open, valued by a mark. */
  isRunning: boolean;
}

const DAY_MS = 86_400_000;
const MONEY_PLACES = 8;

/**
 * Sums by asset, the one with the most decisions first. `times` are those of all decisions of the history: the days
 * without a flagged one are part of what is drawn again.
 */
export function assetCosts(
  costs: readonly DecisionCost[],
  times: readonly number[],
  seed: number,
): AssetCost[] {
  const days = [...new Set(times.map(dayOf))];
  return [...byAsset(costs)]
    .toSorted(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1))
    .map(([asset, decisions]) => assetCost(asset, [...decisions.values()], days, seed));
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
    isRunning: one.isRunning || other.isRunning,
  };
}

function assetCost(
  asset: string,
  flagged: readonly DecisionCost[],
  days: readonly number[],
  seed: number,
): AssetCost {
  let gross = ZERO;
  let fees = ZERO;
  const byDay = new Map(days.map((day) => [day, 0]));
  for (const one of flagged) {
    gross += one.gross;
    fees += one.fees;
    const day = dayOf(one.ts);
    byDay.set(day, (byDay.get(day) ?? 0) + toNumber(one.gross - one.fees));
  }
  const interval = intervalOf([...byDay.values()], seed);
  return {
    asset,
    value: formatDecimal(gross - fees),
    ciLow: interval && formatMoney(interval.low),
    ciHigh: interval && formatMoney(interval.high),
    fees: formatDecimal(-fees),
    opportunity: formatDecimal(gross),
    isMeasurable: interval !== null && (interval.low > 0 || interval.high < 0),
    decisions: flagged.length,
    paidOff: flagged.filter((one) => one.gross - one.fees < ZERO).length,
    unfinished: flagged.filter(({ isRunning }) => isRunning).length,
  };
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
  return formatDecimal(decimal(value.toFixed(MONEY_PLACES)));
}

function dayOf(ts: number): number {
  return Math.floor(ts / DAY_MS);
}
