/** Counts calls per key in a window. Several processes may share one store. */
export interface RateLimiter {
  /** Counts one call. @returns 0 when it may pass, else the seconds until it may */
  take(key: string, limit: RateLimit): Promise<number>;
}

export interface RateLimit {
  /** Calls in a window. */
  calls: number;
  windowMs: number;
}
