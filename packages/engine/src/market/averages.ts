import { at } from '../at.ts';

/**
 * Moving averages with TA-Lib's conventions. Every function returns as many values as it was given;
 * warm-up is NaN (null in JSON). Input must be finite. Time is linear in the input.
 */

/** Room for `length` values, the first `first` of them warm-up. */
export function warmUp(length: number, first: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN, 0, Math.min(first, length));
}

/** Mean of values[last-n+1 .. last], summed oldest first. */
function meanUpTo(values: Float64Array, last: number, n: number): number {
  let sum = 0;
  for (let index = last - n + 1; index <= last; index += 1) sum += at(values, index);
  return sum / n;
}

/** Simple moving average; first at n-1. The running sum is renewed every n bars, so it never drifts. */
export function sma(values: Float64Array, n: number): Float64Array {
  const out = warmUp(values.length, n - 1);
  const share = 1 / n;
  for (let first = n - 1; first < values.length; first += n) {
    let sum = 0;
    for (let index = first - n + 1; index < first; index += 1) sum += at(values, index);
    const end = Math.min(first + n, values.length);
    let leaving = 0;
    for (let index = first; index < end; index += 1) {
      sum += at(values, index) - leaving;
      leaving = at(values, index - n + 1);
      out[index] = sum * share;
    }
  }
  return out;
}

/** Exponential moving average: seed = SMA of the first n at n-1, k = 2 ÷ (n + 1). */
export function ema(values: Float64Array, n: number): Float64Array {
  return emaFrom(values, n, n - 1);
}

/** The same with the seed's last bar given; values before it stay warm-up. */
export function emaFrom(values: Float64Array, n: number, seedAt: number): Float64Array {
  if (seedAt >= values.length || seedAt < n - 1) return warmUp(values.length, values.length);
  const out = warmUp(values.length, seedAt);
  const k = 2 / (n + 1);
  let average = meanUpTo(values, seedAt, n);
  out[seedAt] = average;
  for (let index = seedAt + 1; index < values.length; index += 1) {
    average = (at(values, index) - average) * k + average;
    out[index] = average;
  }
  return out;
}

/** Weighted moving average, weights 1..n with the newest heaviest; first at n-1. */
export function wma(values: Float64Array, n: number): Float64Array {
  const out = warmUp(values.length, n - 1);
  const weights = (n * (n + 1)) / 2;
  let sum = 0;
  let weighted = 0;
  for (let index = n - 1; index < values.length; index += 1) {
    if ((index + 1) % n === 0) {
      sum = 0;
      weighted = 0;
      for (let age = n - 1; age >= 0; age -= 1) {
        const value = at(values, index - age);
        sum += value;
        weighted += value * (n - age);
      }
    } else {
      const value = at(values, index);
      weighted += n * value - sum;
      sum += value - at(values, index - n);
    }
    out[index] = weighted / weights;
  }
  return out;
}

export interface Macd {
  macd: Float64Array;
  signal: Float64Array;
  histogram: Float64Array;
}

/**
 * MACD: both averages begin at bar slow-1 (the fast one seeded there), signal = EMA of the difference;
 * all three show from the signal's first bar on.
 */
export function macd(values: Float64Array, fast = 12, slow = 26, signalPeriod = 9): Macd {
  const begin = slow - 1;
  const first = begin + signalPeriod - 1;
  const quick = emaFrom(values, fast, begin);
  const slower = emaFrom(values, slow, begin);
  const difference = quick.map((value, index) => value - at(slower, index));
  const signal = emaFrom(difference, signalPeriod, first);
  difference.fill(Number.NaN, 0, Math.min(first, difference.length));
  const histogram = difference.map((value, index) => value - at(signal, index));
  return { macd: difference, signal, histogram };
}
