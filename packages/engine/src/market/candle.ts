/** Candle bars are statistics input, so their numbers are doubles. */
export interface CandleSeries {
  symbol: string;
  /** Length of a bar in milliseconds. */
  granularityMs: number;
  /** Begin of each bar, UTC milliseconds, strictly ascending; a missing bar is a gap, never filled. */
  ts: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
  /** Set when the bars are of the same base in another dollar-like quote. */
  aliasOf: string | null;
}

/** Candles by symbol; `null` where there are none. */
export interface Market {
  candles(symbol: string): CandleSeries | null;
}

export const NO_MARKET: Market = { candles: () => null };
