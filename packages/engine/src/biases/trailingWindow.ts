import { at } from '../at.ts';

/** The last `capacity` values, also kept sorted: plain JSON, so that a checkpoint holds it as it is. */
export interface TrailingWindow {
  capacity: number;
  /** Oldest first. */
  values: number[];
  /** The same values, ascending. */
  sorted: number[];
}

export function emptyWindow(capacity: number): TrailingWindow {
  return { capacity, values: [], sorted: [] };
}

export function pushValue(window: TrailingWindow, value: number): void {
  const { values, sorted } = window;
  const oldest = values.length === window.capacity ? values.shift() : undefined;
  values.push(value);
  fill(sorted, oldest === undefined ? sorted.length : lowerBound(sorted, oldest), value);
}

/** Puts the value in its place: those between it and the free place move up by one. */
function fill(sorted: number[], free: number, value: number): void {
  const last = sorted.length - 1;
  let place = free;
  while (place > 0 && at(sorted, place - 1) >= value) {
    sorted[place] = at(sorted, place - 1);
    place -= 1;
  }
  while (place < last && at(sorted, place + 1) < value) {
    sorted[place] = at(sorted, place + 1);
    place += 1;
  }
  sorted[place] = value;
}

/** Index of the first entry that is not below `value`. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(sorted, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Arithmetic mean in order of time; null below `minimum` values. */
export function windowMean(window: TrailingWindow, minimum: number): number | null {
  const n = window.values.length;
  if (n < minimum || n === 0) return null;
  let sum = 0;
  for (const value of window.values) sum += value;
  return sum / n;
}

export function windowMedian(window: TrailingWindow, minimum: number): number | null {
  const n = window.sorted.length;
  if (n < minimum || n === 0) return null;
  return medianOfSorted(window.sorted);
}

/** Median absolute deviation from the median; null below `minimum` values. */
export function windowMad(window: TrailingWindow, minimum: number): number | null {
  const centre = windowMedian(window, minimum);
  if (centre === null) return null;
  const { sorted } = window;
  const n = sorted.length;
  let low = lowerBound(sorted, centre) - 1;
  let high = low + 1;
  let deviation = 0;
  let before = 0;
  for (let rank = 0; rank <= n >> 1; rank += 1) {
    const below = low < 0 ? Number.POSITIVE_INFINITY : centre - at(sorted, low);
    const above = high >= n ? Number.POSITIVE_INFINITY : at(sorted, high) - centre;
    if (below < above) low -= 1;
    else high += 1;
    before = deviation;
    deviation = Math.min(below, above);
  }
  return n % 2 === 1 ? deviation : (before + deviation) / 2;
}

/** (value − median) ÷ max(1.4826 × MAD, floor); null below `minimum` values. */
export function robustZ(
  window: TrailingWindow,
  value: number,
  minimum: number,
  floor: number,
): number | null {
  const centre = windowMedian(window, minimum);
  const mad = windowMad(window, minimum);
  if (centre === null || mad === null) return null;
  return (value - centre) / Math.max(1.4826 * mad, floor);
}

export function medianOfSorted(sorted: ArrayLike<number>): number {
  const n = sorted.length;
  const upper = at(sorted, n >> 1);
  return n % 2 === 1 ? upper : (at(sorted, (n >> 1) - 1) + upper) / 2;
}

/** Standard deviation ÷ mean (population); infinite when the mean is 0. */
export function coefficientOfVariation(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return mean === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / values.length) / Math.abs(mean);
}
