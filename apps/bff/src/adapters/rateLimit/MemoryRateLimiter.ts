import type { Clock } from '../../ports/clock.ts';
import type { RateLimit, RateLimiter } from '../../ports/rateLimiter.ts';

interface Window {
  calls: number;
  resetAt: number;
}

/** Bounds what a flood of keys may occupy. */
const KEYS_MAX = 20_000;

/** Fixed windows in this process: for calls that cost less than counting them elsewhere; several processes each allow the full rate. */
export class MemoryRateLimiter implements RateLimiter {
  private readonly clock: Clock;
  private readonly windows = new Map<string, Window>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async take(key: string, limit: RateLimit): Promise<number> {
    const now = this.clock.now().getTime();
    const window = this.windows.get(key);
    if (!window || window.resetAt <= now) {
      this.makeRoom(now);
      this.windows.set(key, { calls: 1, resetAt: now + limit.windowMs });
      return 0;
    }
    window.calls += 1;
    return window.calls <= limit.calls ? 0 : Math.ceil((window.resetAt - now) / 1000);
  }

  private makeRoom(now: number): void {
    if (this.windows.size < KEYS_MAX) return;
    for (const [key, window] of this.windows) if (window.resetAt <= now) this.windows.delete(key);
    const oldest = this.windows.keys().next();
    if (this.windows.size >= KEYS_MAX && !oldest.done) this.windows.delete(oldest.value);
  }
}
