import { at } from './barSeries.ts';

export function rsi(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length).fill(Number.NaN);
  let gain = 0;
  let loss = 0;
  for (let i = 1; i < close.length; i += 1) {
    const change = at(close, i) - at(close, i - 1);
    const up = Math.max(change, 0);
    const down = Math.max(-change, 0);
    if (i <= period) {
      gain += up / period;
      loss += down / period;
    } else {
      gain = (gain * (period - 1) + up) / period;
      loss = (loss * (period - 1) + down) / period;
    }
    if (i >= period) out[i] = gain + loss === 0 ? 0 : (100 * gain) / (gain + loss);
  }
  return out;
}

export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array {
  const out = new Float64Array(close.length).fill(Number.NaN);
  let value = 0;
  for (let i = 1; i < close.length; i += 1) {
    const previous = at(close, i - 1);
    const range = Math.max(
      at(high, i) - at(low, i),
      Math.abs(at(high, i) - previous),
      Math.abs(at(low, i) - previous),
    );
    value = i <= period ? value + range / period : (value * (period - 1) + range) / period;
    if (i >= period) out[i] = value;
  }
  return out;
}

export function ema(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length).fill(Number.NaN);
  const weight = 2 / (period + 1);
  let value = 0;
  for (let i = 0; i < close.length; i += 1) {
    value = i < period ? value + at(close, i) / period : (at(close, i) - value) * weight + value;
    if (i >= period - 1) out[i] = value;
  }
  return out;
}
