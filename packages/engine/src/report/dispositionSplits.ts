import { toNumber } from '@twin/shared/primitives/decimal';
import { roundTo } from '../biases/model.ts';
import type { Decision } from '../ledger/decision.ts';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { EFFECT_FROM } from '../stats/verdict.ts';
import type { Effect } from './biasReport.ts';
import { DAY_MS } from './evidence.ts';
import { dispositionEffect, edgeInterval, type MarkLookup, type SaleDay } from './odean.ts';

const TREND_DAYS = 90;
/** The last six weeks of the calendar year, when losses are sold for the tax. */
const YEAR_END_FROM = { month: 11, day: 20 };
const ESTIMATOR = 'Odean counts on those sale days, day bootstrap';

/**
 * Odean's difference apart for rising and falling markets, in which its sign can differ (Haryanto, Subroto & Ulpah
 * 2020), and without the weeks of tax sales (Odean 1998 found the opposite only in December). Splits of fewer than 20
 * sales say nothing.
 */
export function dispositionSplits(
  saleDays: readonly SaleDay[],
  decisions: readonly Decision[],
  markAt: MarkLookup,
  seed: number,
): Effect[] {
  const symbols = [...new Set(decisions.map(({ symbol }) => symbol))];
  const trends = new Map(saleDays.map(({ day }) => [day, trendAt(symbols, day * DAY_MS, markAt)]));
  const splits: [string, (saleDay: SaleDay) => boolean][] = [
    ['while the own symbols had risen over 90 days', ({ day }) => (trends.get(day) ?? 0) > 0],
    ['while the own symbols had fallen over 90 days', ({ day }) => (trends.get(day) ?? 0) < 0],
    ['without the last six weeks of the year', ({ day }) => !isYearEnd(day)],
  ];
  return splits.flatMap(([name, isIn], index) => {
    const part = saleDays.filter(isIn);
    // A split that leaves nothing out would only repeat the whole.
    return part.length < saleDays.length ? effectOf(`PGR − PLR ${name}`, part, seed + index) : [];
  });
}

function effectOf(name: string, part: readonly SaleDay[], seed: number): Effect[] {
  const days = part.map((day) => [day.realisedGains, day.realisedLosses, day.paperGains, day.paperLosses]);
  const sums = [0, 1, 2, 3].map((column) => days.reduce((sum, day) => sum + (day[column] ?? 0), 0));
  const [gains = 0, losses = 0, paperGains = 0, paperLosses = 0] = sums;
  const value = dispositionEffect(sums);
  if (value === null || gains + losses < EFFECT_FROM || paperGains + paperLosses === 0) return [];
  const interval = edgeInterval(sums) ?? bootstrapByDay(days, dispositionEffect, seed);
  return [
    {
      name,
      value: roundTo(value, 4),
      ciLow: interval && roundTo(interval.low, 4),
      ciHigh: interval && roundTo(interval.high, 4),
      estimator: ESTIMATOR,
    },
  ];
}

/** Mean ln change of the symbols' prices over the 90 days before; null where none is known. */
function trendAt(symbols: readonly string[], ts: number, markAt: MarkLookup): number | null {
  let sum = 0;
  let n = 0;
  for (const symbol of symbols) {
    const now = markAt(symbol, ts);
    const before = now === null ? null : markAt(symbol, ts - TREND_DAYS * DAY_MS);
    if (now === null || before === null || now <= 0n || before <= 0n) continue;
    sum += Math.log(toNumber(now) / toNumber(before));
    n += 1;
  }
  return n === 0 ? null : sum / n;
}

function isYearEnd(day: number): boolean {
  const date = new Date(day * DAY_MS);
  const month = date.getUTCMonth() + 1;
  const { month: from, day: fromDay } = YEAR_END_FROM;
  return month > from || (month === from && date.getUTCDate() >= fromDay);
}
