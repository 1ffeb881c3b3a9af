/** Begin in UTC milliseconds, open, high, low, close, volume. Statistics input, so doubles. */
export type Bar = readonly [
  ts: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

/** A stretch of one symbol's bars: those that begin in [from, to). */
export interface CandleWindow {
  /** BASE-QUOTE. */
  symbol: string;
  granularityMs: number;
  /** Both are multiples of granularityMs. */
  from: number;
  to: number;
}

/**
 * Public candles of a venue. It throws AppError: BROKER_BUSY with the seconds to wait, BROKER_UNAVAILABLE when it may
 * be tried again, BROKER_REGION, and BROKER_UNREADABLE when the answer makes no sense.
 */
export interface CandleVenue {
  /** As in `Trade.broker`. */
  readonly name: string;
  /** As many bars as one window may hold. */
  readonly windowBars: number;
  /** Oldest first; a bar that the venue does not have is missing. @returns null when it does not know the symbol */
  candles(window: CandleWindow, signal: AbortSignal): Promise<Bar[] | null>;
}

/** What of a window is known for good. */
export interface CandleReading {
  bars: readonly Bar[];
  /** Bars that begin later were still open, and are not here. */
  until: number;
}

/** Where candles are read, by the name of the venue; what several ask for at once is asked once. */
export interface MarketSource {
  readonly name: string;
  readonly windowBars: number;
  /** @returns null when the venue does not know the symbol */
  read(window: CandleWindow, signal: AbortSignal): Promise<CandleReading | null>;
}

export interface Market {
  /** The venues to ask for a symbol that was traded at these brokers, best first. */
  sourcesFor(brokers: readonly string[]): MarketSource[];
}
