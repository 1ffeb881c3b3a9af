import { type Decimal, decimal, formatDecimal, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { Decision } from '../ledger/decision.ts';
import { bootstrapByDay } from '../stats/dayBootstrap.ts';
import { type Interval, Z95 } from '../stats/wilson.ts';
import { ALTERNATIVES, type Alternative, COST_LABELS, type CostLabel } from './alternative.ts';
import type { BookedChange } from './twin.ts';

/** What a pattern cost in one asset: above zero it cost money, below zero it paid. Amounts are decimal text. */
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
  /** Flagged decisions in the value, and those of them that paid: without the pattern the result would be lower. */
  decisions: number;
  paidOff: number;
  /** Those whose position or hold is still open, valued by its mark. */
  unfinished: number;
}

export interface PatternCost extends AssetCost {
  alternative: Alternative;
  /** Flagged decisions without an alternative, so in no amount: no candles, or a cost that is not known. */
  unknown: number;
  /** The same in further assets: amounts are never summed across assets. */
  others: AssetCost[];
}

/** The cost of a pattern, or why there is none. */
export type CostReading = { cost: PatternCost; costNote: null } | { cost: null; costNote: string };

interface FlaggedCost {
  day: number;
  gross: Decimal;
  fees: Decimal;
  isRunning: boolean;
}

const DAY_MS = 86_400_000;
/** Draws of their own for every label. */
const SEED = 70_000;
const MONEY_PLACES = 8;

/** The cost of every pattern that has an alternative: the twin's changes summed by label and asset. */
export function patternCosts(
  changes: readonly BookedChange[],
  decisions: readonly Decision[],
): Map<CostLabel, CostReading> {
  const days = [...new Set(decisions.map(({ ts }) => dayOf(ts)))];
  const assets = assetsByUse(changes);
  return new Map(
    COST_LABELS.map((label, index) => {
      const costs = [...flaggedByAsset(changes, label)]
        .toSorted(([a], [b]) => assets.indexOf(a) - assets.indexOf(b))
        .map(([asset, flagged]) => assetCost(asset, [...flagged.values()], days, SEED + index));
      return [label, readingOf(label, costs, unknownOf(changes, label))];
    }),
  );
}

/** The asset with the most changes first, so that the costs of all patterns are in the same one where they can. */
function assetsByUse(changes: readonly BookedChange[]): string[] {
  const uses = new Map<string, number>();
  for (const { asset } of changes) uses.set(asset, (uses.get(asset) ?? 0) + 1);
  return [...uses]
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([asset]) => asset);
}

/** By asset and decision; a decision may have several parts, one for each entry that it closed or exit that closed it. */
function flaggedByAsset(
  changes: readonly BookedChange[],
  label: CostLabel,
): Map<string, Map<string, FlaggedCost>> {
  const byAsset = new Map<string, Map<string, FlaggedCost>>();
  for (const change of changes) {
    if (change.kind === 'unknown' || change.label !== label) continue;
    const { flag, asset, isRunning } = change;
    const flagged = byAsset.get(asset) ?? new Map<string, FlaggedCost>();
    byAsset.set(asset, flagged);
    const known = flagged.get(flag.decisionId) ?? { day: dayOf(flag.ts), gross: ZERO, fees: ZERO, isRunning };
    known.gross += change.change.gross;
    known.fees += change.change.fees;
    known.isRunning ||= isRunning;
    flagged.set(flag.decisionId, known);
  }
  return byAsset;
}

function assetCost(
  asset: string,
  flagged: readonly FlaggedCost[],
  days: readonly number[],
  seed: number,
): AssetCost {
  let gross = ZERO;
  let fees = ZERO;
  const byDay = new Map(days.map((day) => [day, 0]));
  for (const one of flagged) {
    gross += one.gross;
    fees += one.fees;
    byDay.set(one.day, (byDay.get(one.day) ?? 0) + toNumber(one.gross - one.fees));
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

function readingOf(label: CostLabel, [first, ...others]: readonly AssetCost[], unknown: number): CostReading {
  if (first) {
    return { cost: { ...first, alternative: ALTERNATIVES[label], unknown, others }, costNote: null };
  }
  if (unknown === 0) return { cost: null, costNote: 'No decision was flagged.' };
  const costNote =
    ALTERNATIVES[label] === 'hold'
      ? 'Holding on can only be valued with candles around the exits, and there are none.'
      : 'The cost of the flagged decisions is not known.';
  return { cost: null, costNote };
}

function unknownOf(changes: readonly BookedChange[], label: CostLabel): number {
  const decisions = new Set<string>();
  for (const change of changes) {
    if (change.kind !== 'unknown' || !change.flag.confidences.has(label)) continue;
    const isOfHold = change.reason === 'no_candles';
    if (isOfHold === (ALTERNATIVES[label] === 'hold')) decisions.add(change.flag.decisionId);
  }
  return decisions.size;
}

function formatMoney(value: number): string {
  return formatDecimal(decimal(value.toFixed(MONEY_PLACES)));
}

function dayOf(ts: number): number {
  return Math.floor(ts / DAY_MS);
}
