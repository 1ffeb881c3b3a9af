import type { Cache } from '../../src/ports/cache.ts';

/** The cache port of one process. */
export class MemoryCache implements Cache {
  private readonly entries = new Map<string, object>();

  async get(key: string): Promise<unknown> {
    return this.entries.get(key) ?? null;
  }

  async set(key: string, value: object): Promise<void> {
    this.entries.set(key, value);
  }
}
