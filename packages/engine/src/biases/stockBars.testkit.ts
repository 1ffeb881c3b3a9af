import type { CandleSeries } from '../market/candle.ts';
import { DAY, HOUR } from './writtenScene.testkit.ts';

/** A Monday. */
export const MONDAY = Date.UTC(2024, 0, 1);
export const WEEK = 7 * DAY;
/** Bars of a session, one an hour. */
export const SESSION = 7;

interface Stock {
  granularityMs: number;
  weeks: number;
  /** Days since the first Monday without trading, beside the weekends. */
  holidays?: readonly number[];
  /** Hour of the day at which the first hourly bar of a day begins. */
  opensAt?: (day: number) => number;
  /** Log returns; by 1 % up and down in turn unless told. */
  change?: (bar: number) => number;
}

/** Bars of a stock, Monday to Friday: of seven hours a day, or of the days. */
export function stockBars({ granularityMs, weeks, holidays = [], ...stock }: Stock): CandleSeries {
  const { opensAt = () => 14.5, change = (bar) => (bar % 2 === 0 ? 0.01 : -0.01) } = stock;
  const days = Array.from({ length: 7 * weeks }, (_, day) => day);
  const begins = days
    .filter((day) => day % 7 < 5 && !holidays.includes(day))
    .flatMap((day) =>
      granularityMs >= DAY
        ? [MONDAY + day * DAY]
        : Array.from({ length: SESSION }, (_, bar) => MONDAY + day * DAY + (opensAt(day) + bar) * HOUR),
    );
  return barsAt(granularityMs, begins, change);
}

/** Bars with these begins. */
export function barsAt(
  granularityMs: number,
  begins: readonly number[],
  change: (bar: number) => number = (bar) => (bar % 2 === 0 ? 0.01 : -0.01),
): CandleSeries {
  let price = 100;
  const close = Float64Array.from(begins, (_, bar) => {
    price *= Math.exp(change(bar));
    return price;
  });
  return {
    ...{ symbol: 'BTC-USD', granularityMs, aliasOf: null, ts: Float64Array.from(begins) },
    ...{
      open: close,
      close,
      volume: close,
      high: close.map((p) => p * 1.001),
      low: close.map((p) => p / 1.001),
    },
  };
}
