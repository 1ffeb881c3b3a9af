import { Redis } from 'ioredis';
import type { Cache } from '../../ports/cache.ts';

const PREFIX = 'twin:cache:';

/** The cache in Redis, which forgets by itself. */
export class RedisCache implements Cache {
  private readonly redis: Redis;

  constructor(url: string, onError: (error: unknown) => void) {
    this.redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 3 });
    this.redis.on('error', onError);
  }

  async get(key: string): Promise<unknown> {
    const text = await this.redis.get(PREFIX + key);
    return text === null ? null : JSON.parse(text);
  }

  async set(key: string, value: object, ttlMs: number): Promise<void> {
    await this.redis.set(PREFIX + key, JSON.stringify(value), 'PX', Math.max(1, Math.ceil(ttlMs)));
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }
}
