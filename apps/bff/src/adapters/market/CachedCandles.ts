import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Locks } from '../../ports/locks.ts';
import type { CandleReading, CandleVenue, CandleWindow, MarketSource } from '../../ports/market.ts';

export interface CandleCacheDeps {
  cache: Cache;
  locks: Locks;
  clock: Clock;
  /** Windows by what became of the question: `hit` in the cache, `miss` asked at the venue. */
  count(venue: string, outcome: 'hit' | 'miss'): void;
}

/** Trades of a bar may reach the venue's candles a little after its end. */
const SETTLE_MS = 60_000;
const DAY_MS = 86_400_000;
const WHOLE_TTL_MS = 30 * DAY_MS;
/** A window that goes on is asked again when its next bar has closed; a symbol may be listed tomorrow. */
const OPEN_TTL_MS = DAY_MS;

type Entry = CandleReading | { isUnknown: true };

/**
 * A venue's candles, kept for all people and processes by (venue, symbol, granularity, window). Who asks for what
 * another asks already waits for that answer, in whatever process. A bar that is still open is never kept.
 */
export class CachedCandles implements MarketSource {
  readonly name: string;
  readonly windowBars: number;
  private readonly venue: CandleVenue;
  private readonly deps: CandleCacheDeps;

  constructor(venue: CandleVenue, deps: CandleCacheDeps) {
    this.venue = venue;
    this.deps = deps;
    this.name = venue.name;
    this.windowBars = venue.windowBars;
  }

  async read(window: CandleWindow, signal: AbortSignal): Promise<CandleReading | null> {
    const key = `candles:${this.name}:${window.symbol}:${window.granularityMs}:${window.from}`;
    const known = await this.find(key, window);
    if (known) return this.found(known);
    return this.deps.locks.run(key, async () => {
      const meanwhile = await this.find(key, window);
      return meanwhile ? this.found(meanwhile) : this.ask(key, window, signal);
    });
  }

  /** An entry that ends before the last closed bar is no answer. */
  private async find(key: string, window: CandleWindow): Promise<Entry | null> {
    const entry = (await this.deps.cache.get(key)) as Entry | null;
    if (!entry || 'isUnknown' in entry) return entry;
    return entry.until >= this.closedUntil(window) ? entry : null;
  }

  private found(entry: Entry): CandleReading | null {
    this.deps.count(this.name, 'hit');
    return 'isUnknown' in entry ? null : entry;
  }

  private async ask(key: string, window: CandleWindow, signal: AbortSignal): Promise<CandleReading | null> {
    this.deps.count(this.name, 'miss');
    const until = this.closedUntil(window);
    const bars = await this.venue.candles(window, signal);
    if (bars === null) {
      await this.deps.cache.set(key, { isUnknown: true }, DAY_MS);
      return null;
    }
    const reading = { bars: bars.filter(([ts]) => ts < until), until };
    await this.deps.cache.set(key, reading, until === window.to ? WHOLE_TTL_MS : OPEN_TTL_MS);
    return reading;
  }

  private closedUntil({ to, from, granularityMs }: CandleWindow): number {
    const settled = this.deps.clock.now().getTime() - SETTLE_MS;
    return Math.max(from, Math.min(to, Math.floor(settled / granularityMs) * granularityMs));
  }
}
