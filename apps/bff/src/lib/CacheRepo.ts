import type { Cache } from '../ports/cache.ts';
import type { Transaction } from './db.ts';

/** The cache in PostgreSQL: an unlogged table without rows of persons. */
export class CacheRepo implements Cache {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async get(key: string): Promise<unknown> {
    const entry = await this.db.cacheEntry.findFirst({ where: { key, expiresAt: { gt: new Date() } } });
    return entry?.value ?? null;
  }

  async set(key: string, value: object, ttlMs: number): Promise<void> {
    await this.db.$executeRaw`
      INSERT INTO "CacheEntry" (key, value, "expiresAt")
      VALUES (${key}, ${JSON.stringify(value)}::jsonb, ${new Date(Date.now() + ttlMs)})
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, "expiresAt" = excluded."expiresAt"`;
  }

  /** @returns how many were there for longer than they should be */
  async deleteExpired(before: Date): Promise<number> {
    const { count } = await this.db.cacheEntry.deleteMany({ where: { expiresAt: { lte: before } } });
    return count;
  }
}
