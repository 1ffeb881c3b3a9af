import type { CandleSeries } from './candle.ts';

/** Index of the first bar that begins at `ts` or later; the length when there is none. O(log n). */
export function firstBarFrom(series: CandleSeries, ts: number): number {
  let low = 0;
  let high = series.ts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((series.ts[middle] ?? 0) < ts) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last bar that is closed at `ts` (its end ≤ ts); -1 when there is none. O(log n). */
export function lastClosedBar(series: CandleSeries, ts: number): number {
  return firstBarFrom(series, ts - series.granularityMs + 1) - 1;
}
