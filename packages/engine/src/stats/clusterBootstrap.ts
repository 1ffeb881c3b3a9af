import { at } from '../at.ts';
import { randomFrom } from './random.ts';
import type { Interval } from './wilson.ts';

export interface Bootstrap extends Interval {
  sd: number;
}

export const BOOTSTRAP_DRAWS = 2000;
/** Fewer clusters than these resample badly. */
export const DAYS_MINIMUM = 30;
const SYMBOLS_MINIMUM = 8;
/** More draws than this share without a value, and the interval would be made up. */
const UNDEFINED_SHARE = 0.05;

type Rows = readonly (readonly number[])[];
type Statistic = (sums: readonly number[]) => number | null;

/**
 * Percentile interval (95 %) of a statistic of summed daily figures, resampling whole days, since the decisions
 * of one day hang together. null with fewer than 30 days, where the caller falls back to its analytic error, or
 * when too many draws leave the statistic undefined.
 */
export function bootstrapByDay(days: Rows, statistic: Statistic, seed: number): Bootstrap | null {
  return days.length < DAYS_MINIMUM ? null : bootstrap(days, statistic, seed);
}

/**
 * By day, and with at least eight symbols by symbol too: decisions in one symbol hang together as well. The wider of
 * the two (science.md §3); null where the days alone give none.
 */
export function bootstrapByDayAndSymbol(
  { days, symbols }: { days: Rows; symbols: (() => Rows) | null },
  statistic: Statistic,
  seed: number,
): Bootstrap | null {
  const byDay = bootstrapByDay(days, statistic, seed);
  if (byDay === null || symbols === null) return byDay;
  const rows = symbols();
  if (rows.length < SYMBOLS_MINIMUM) return byDay;
  const bySymbol = bootstrap(rows, statistic, seed);
  return bySymbol !== null && widthOf(bySymbol) > widthOf(byDay) ? bySymbol : byDay;
}

function widthOf({ low, high }: Interval): number {
  return high - low;
}

function bootstrap(clusters: Rows, statistic: Statistic, seed: number): Bootstrap | null {
  const n = clusters.length;
  const width = clusters[0]?.length ?? 0;
  const flat = Float64Array.from(clusters.flat());
  const random = randomFrom(seed);
  const values: number[] = [];
  const sums = new Array<number>(width).fill(0);
  for (let draw = 0; draw < BOOTSTRAP_DRAWS; draw += 1) {
    sums.fill(0);
    for (let pick = 0; pick < n; pick += 1) {
      const row = random.below(n) * width;
      for (let column = 0; column < width; column += 1) {
        sums[column] = at(sums, column) + at(flat, row + column);
      }
    }
    const value = statistic(sums);
    if (value !== null) values.push(value);
  }
  if (values.length < BOOTSTRAP_DRAWS * (1 - UNDEFINED_SHARE)) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975), sd: standardDeviation(values) };
}

function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = at(sorted, Math.floor(place));
  const high = at(sorted, Math.ceil(place));
  return low + (high - low) * (place - Math.floor(place));
}

function standardDeviation(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
