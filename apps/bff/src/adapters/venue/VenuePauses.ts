import { AppError } from '@twin/shared/errors/AppError';
import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';

/** Venues count calls per address, so a wait that one worker was told is kept by all: each asks here before it calls. */
export class VenuePauses {
  private readonly cache: Cache;
  private readonly clock: Clock;

  constructor(cache: Cache, clock: Clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /** @throws AppError BROKER_BUSY while the venue must not be asked */
  async check(venue: string): Promise<void> {
    const pause = (await this.cache.get(keyOf(venue))) as { untilMs: number } | null;
    const leftMs = (pause?.untilMs ?? 0) - this.clock.now().getTime();
    if (leftMs <= 0) return;
    throw new AppError('BROKER_BUSY', { retryAfterSeconds: Math.ceil(leftMs / 1000), context: { venue } });
  }

  async pause(venue: string, seconds: number): Promise<void> {
    const untilMs = this.clock.now().getTime() + seconds * 1000;
    await this.cache.set(keyOf(venue), { untilMs }, seconds * 1000);
  }
}

function keyOf(venue: string): string {
  return `pause:${venue}`;
}
