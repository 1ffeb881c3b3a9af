import { at } from '../at.ts';
import { warmUp } from './averages.ts';

/**
 * Mean and population standard deviation of the last n values, into the two arrays; first at n-1. The sums are kept
 * around a value of the window and renewed every n bars, so they neither drift nor cancel; a flat window deviates by 0.
 */
function rollingMoments(values: Float64Array, n: number, mean: Float64Array, deviation: Float64Array): void {
  const share = 1 / n;
  let last = Number.NaN;
  let equalRun = 0;
  for (const value of values.subarray(0, n - 1)) {
    equalRun = value === last ? equalRun + 1 : 1;
    last = value;
  }
  for (let first = n - 1; first < values.length; first += n) {
    const origin = at(values, first);
    let sum = 0;
    let squares = 0;
    for (let index = first - n + 1; index < first; index += 1) {
      const distance = at(values, index) - origin;
      sum += distance;
      squares += distance * distance;
    }
    const end = Math.min(first + n, values.length);
    let leaving = 0;
    for (let index = first; index < end; index += 1) {
      const value = at(values, index);
      equalRun = value === last ? equalRun + 1 : 1;
      last = value;
      const entering = value - origin;
      sum += entering - leaving;
      squares += entering * entering - leaving * leaving;
      leaving = at(values, index - n + 1) - origin;
      const away = sum * share;
      const variance = squares * share - away * away;
      mean[index] = origin + away;
      deviation[index] = equalRun >= n || variance <= 0 ? 0 : Math.sqrt(variance);
    }
  }
}

/** Population standard deviation of the last n values; first at n-1. */
export function standardDeviation(values: Float64Array, n: number): Float64Array {
  const deviation = warmUp(values.length, n - 1);
  rollingMoments(values, n, new Float64Array(values.length), deviation);
  return deviation;
}

export interface Bands {
  upper: Float64Array;
  middle: Float64Array;
  lower: Float64Array;
}

/** Bollinger bands: SMA ± width population standard deviations; first at n-1. */
export function bollinger(close: Float64Array, n = 20, width = 2): Bands {
  const middle = warmUp(close.length, n - 1);
  const upper = warmUp(close.length, n - 1);
  const lower = warmUp(close.length, n - 1);
  // The deviation stands in the place of the upper band until both bands are drawn.
  rollingMoments(close, n, middle, upper);
  for (let index = n - 1; index < close.length; index += 1) {
    const centre = at(middle, index);
    const reach = width * at(upper, index);
    upper[index] = centre + reach;
    lower[index] = centre - reach;
  }
  return { upper, middle, lower };
}

/** Where a price lies between the bands: 0 at the lower, 1 at the upper, .5 where they coincide. */
export function percentB(price: number, upper: number, lower: number): number {
  return upper === lower ? 0.5 : (price - lower) / (upper - lower);
}

/** Distance of each value from the mean of its own last n, in population standard deviations; flat is 0. */
export function rollingZ(values: Float64Array, n: number): Float64Array {
  const mean = warmUp(values.length, n - 1);
  const deviation = warmUp(values.length, n - 1);
  rollingMoments(values, n, mean, deviation);
  return values.map((value, index) => {
    const spread = at(deviation, index);
    return spread === 0 ? 0 : (value - at(mean, index)) / spread;
  });
}

export interface RobustWindow {
  median: Float64Array;
  /** Median of the absolute distances from the median, unscaled (× 1.4826 estimates a normal sd). */
  mad: Float64Array;
}

/** Median and MAD of the last n values; first at n-1. Time n per bar, by a sorted window. */
export function rollingMad(values: Float64Array, n: number): RobustWindow {
  const median = warmUp(values.length, n - 1);
  const mad = warmUp(values.length, n - 1);
  const window = new Float64Array(n);
  for (let index = 0; index < values.length; index += 1) {
    const filled = Math.min(index, n);
    let size = filled;
    if (filled === n) {
      const gone = placeOf(window, n, at(values, index - n));
      window.copyWithin(gone, gone + 1, n);
      size = n - 1;
    }
    const value = at(values, index);
    const place = placeOf(window, size, value);
    window.copyWithin(place + 1, place, size);
    window[place] = value;
    if (index < n - 1) continue;
    const centre = medianOfSorted(window);
    median[index] = centre;
    mad[index] = medianDistance(window, centre);
  }
  return { median, mad };
}

/** First place in the sorted part of the window whose value is not below. */
function placeOf(window: Float64Array, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(window, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function medianOfSorted(sorted: Float64Array): number {
  const half = sorted.length >>> 1;
  const upper = at(sorted, half);
  return sorted.length % 2 === 1 ? upper : (at(sorted, half - 1) + upper) / 2;
}

/** Merges the distances below and above the centre, both already in order, up to the middle. */
function medianDistance(sorted: Float64Array, centre: number): number {
  const n = sorted.length;
  const half = n >>> 1;
  let above = placeOf(sorted, n, centre);
  let below = above - 1;
  let last = 0;
  let current = 0;
  for (let taken = 0; taken <= half; taken += 1) {
    last = current;
    const down = below >= 0 ? centre - at(sorted, below) : Number.POSITIVE_INFINITY;
    const up = above < n ? at(sorted, above) - centre : Number.POSITIVE_INFINITY;
    if (down <= up) {
      current = down;
      below -= 1;
    } else {
      current = up;
      above += 1;
    }
  }
  return n % 2 === 1 ? current : (last + current) / 2;
}
