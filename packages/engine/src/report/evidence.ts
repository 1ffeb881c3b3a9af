import type { Random } from '../stats/random.ts';
import type { Prior } from '../stats/shrinkage.ts';
import type { Interval } from '../stats/wilson.ts';

/** What an account holds about one pattern, as sufficient statistics: everything later is computed from this. */
export interface Evidence {
  name: string;
  estimator: string;
  /** Observations that the estimate rests on. */
  n: number;
  /** Of a comparison: observations on the scarcer side; null where there are no two sides. */
  scarcer: number | null;
  /** Daily sums; the statistic is a function of their totals. Empty where it is none: it is not resampled then. */
  days: readonly (readonly number[])[];
  /** The same totals summed by symbol, when they are asked for; null where it is among symbols that is counted or chosen. */
  symbols: (() => readonly (readonly number[])[]) | null;
  /** Effect of summed figures on the scale of the prior (ratios as logarithms); null when undefined. */
  estimate(sums: readonly number[]): number | null;
  /** Analytic standard error, where resampling is not possible or shows no spread. */
  standardError(sums: readonly number[]): number | null;
  /** Comes before resampling where it answers: the 95 % interval of sums that every draw would repeat. */
  ownInterval?(sums: readonly number[]): Interval | null;
  /** `ratio`: shown as exp(estimate). */
  scale: 'ratio' | 'difference';
  prior: Prior;
  /** Effects up to this size are of no interest; on the scale of the prior. */
  minimal: number;
  /** The null model "the same activity without the pattern", made when it is asked for; null where none can be drawn. */
  nullModel: (() => NullModel | null) | null;
}

export interface NullModel {
  /** The statistic of the history itself, on the observations that the draws use. */
  observed: number;
  draw(random: Random): number | null;
}

/** Priors over people until they are learned: ratios within about ±35 %, differences within ±.10. */
export const RATIO_PRIOR: Prior = { mean: 0, sd: 0.35 };
export const DIFFERENCE_PRIOR: Prior = { mean: 0, sd: 0.1 };
export const MINIMAL_RATIO = Math.log(1.2);

export const DAY_MS = 86_400_000;
const BLOCK_DAYS = 30;
const BLOCKS_PER_GROUP = 1_000_000;
/** Null models are drawn on at most this many observations, spread evenly over the history. */
const SAMPLE = 5000;

export function dayOf(ts: number): number {
  return Math.floor(ts / DAY_MS);
}

/** Sums rows of one day; days in order of time. */
export function sumByDay<T extends { day: number }>(
  items: readonly T[],
  row: (item: T) => readonly number[],
): number[][] {
  const days = new Map<number, number[]>();
  let day = Number.NaN;
  let sums: number[] | undefined;
  for (const item of items) {
    // Most items come in order of time, so the day before is most often the same one.
    if (item.day !== day) {
      day = item.day;
      sums = days.get(day);
    }
    if (sums) addTo(sums, row(item));
    else {
      sums = [...row(item)];
      days.set(day, sums);
    }
  }
  return [...days.entries()].toSorted(([a], [b]) => a - b).map(([, sums]) => sums);
}

/** Sums rows of one symbol; symbols in the order of their first item. */
export function sumBySymbol<T extends { symbol: string }>(
  items: readonly T[],
  row: (item: T) => readonly number[],
): number[][] {
  const symbols = new Map<string, number[]>();
  for (const item of items) {
    const sums = symbols.get(item.symbol);
    if (sums) addTo(sums, row(item));
    else symbols.set(item.symbol, [...row(item)]);
  }
  return [...symbols.values()];
}

/** Adds a row to sums of the same width, in place. */
export function addTo(sums: number[], row: readonly number[]): void {
  for (let column = 0; column < row.length; column += 1) {
    sums[column] = (sums[column] ?? 0) + (row[column] ?? 0);
  }
}

export function countFlagged(items: readonly { isFlagged: boolean }[]): number {
  let count = 0;
  for (const { isFlagged } of items) if (isFlagged) count += 1;
  return count;
}

export function evenSample<T>(items: readonly T[]): readonly T[] {
  const n = items.length;
  if (n <= SAMPLE) return items;
  return items.filter((_, i) => Math.floor((i * SAMPLE) / n) !== Math.floor(((i - 1) * SAMPLE) / n));
}

/** Number of the 30-day block of a day, apart for each group (a quote asset, say) by its number. */
export function blockOf(day: number, group: number): number {
  return group * BLOCKS_PER_GROUP + Math.floor(day / BLOCK_DAYS);
}

/** Places by block, for shuffling within blocks. */
export function placesByBlock(items: readonly { block: number }[]): Int32Array[] {
  const places = new Map<number, number[]>();
  items.forEach(({ block }, index) => {
    const known = places.get(block);
    if (known) known.push(index);
    else places.set(block, [index]);
  });
  return [...places.values()].map((list) => Int32Array.from(list));
}

/** Shuffles flags within each block, in place. */
export function shuffleFlags(flags: Uint8Array, blocks: readonly Int32Array[], random: Random): void {
  for (const places of blocks) {
    for (let i = places.length - 1; i > 0; i -= 1) {
      const here = places[i] ?? 0;
      const there = places[random.below(i + 1)] ?? 0;
      const kept = flags[here] ?? 0;
      flags[here] = flags[there] ?? 0;
      flags[there] = kept;
    }
  }
}
