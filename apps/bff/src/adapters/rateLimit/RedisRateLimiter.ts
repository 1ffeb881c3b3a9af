import { Redis } from 'ioredis';
import type { RateLimit, RateLimiter } from '../../ports/rateLimiter.ts';

const PREFIX = 'twin:rate:';

/** Fixed windows in Redis, counted by all api processes together. */
export class RedisRateLimiter implements RateLimiter {
  private readonly redis: Redis;

  constructor(url: string, onError: (error: unknown) => void) {
    this.redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 3 });
    this.redis.on('error', onError);
  }

  /** The window begins with its first call: only that one sets the time to live. */
  async take(key: string, { calls, windowMs }: RateLimit): Promise<number> {
    const answers = await this.redis
      .multi()
      .incr(PREFIX + key)
      .pexpire(PREFIX + key, windowMs, 'NX')
      .pttl(PREFIX + key)
      .exec();
    const [hits, , leftMs] = (answers ?? []).map(([error, value]) => {
      if (error) throw error;
      return Number(value);
    });
    return hits !== undefined && hits > calls ? Math.max(1, Math.ceil((leftMs ?? windowMs) / 1000)) : 0;
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }
}
