import { at } from '../at.ts';
import { warmUp } from './averages.ts';

/**
 * Relative strength index after Wilder: seeds are the simple means of the first n gains and losses
 * (first value at index n), then (previous × (n-1) + new) ÷ n; by shares, since a division would be waited for at
 * every bar. Without any change it is 0, as in TA-Lib.
 */
export function rsi(close: Float64Array, n = 14): Float64Array {
  const out = warmUp(close.length, n);
  if (close.length <= n) return out;
  const share = 1 / n;
  const keep = 1 - share;
  let gain = 0;
  let loss = 0;
  let last = at(close, 0);
  for (let index = 1; index < close.length; index += 1) {
    const value = at(close, index);
    const change = value - last;
    last = value;
    // Exactly max(±change, 0), without a branch on the sign that no processor can guess.
    const up = (Math.abs(change) + change) * (share / 2);
    const down = (Math.abs(change) - change) * (share / 2);
    gain = index <= n ? gain + up : gain * keep + up;
    loss = index <= n ? loss + down : loss * keep + down;
    if (index >= n) out[index] = gain + loss === 0 ? 0 : (100 * gain) / (gain + loss);
  }
  return out;
}

/**
 * Average true range after Wilder: first at index n as the mean of the true ranges 1..n. A true range is the largest of
 * high − low and both distances to the last close: one difference, since the last close only widens the bar.
 */
export function atr(high: Float64Array, low: Float64Array, close: Float64Array, n = 14): Float64Array {
  const out = warmUp(close.length, n);
  const share = 1 / n;
  const keep = 1 - share;
  let average = 0;
  let last = at(close, 0);
  for (let index = 1; index < close.length; index += 1) {
    const top = at(high, index);
    const bottom = at(low, index);
    const range = (top > last ? top : last) - (bottom < last ? bottom : last);
    last = at(close, index);
    average = (index <= n ? average : average * keep) + range * share;
    if (index >= n) out[index] = average;
  }
  return out;
}

/** ATR in percent of the close; 0 where the close is 0. */
export function natr(high: Float64Array, low: Float64Array, close: Float64Array, n = 14): Float64Array {
  return atr(high, low, close, n).map((value, index) => {
    const price = at(close, index);
    return price === 0 ? 0 : (100 * value) / price;
  });
}
