import type { RateLimit, RateLimiter } from '../ports/rateLimiter.ts';
import type { Transaction } from './db.ts';

/** Fixed windows in the database, counted by all api processes together; the rows are unlogged and name nobody. */
export class RateWindowRepo implements RateLimiter {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Counts and judges in one statement, so that calls at once count as many. */
  async take(key: string, { calls, windowMs }: RateLimit): Promise<number> {
    const [row] = await this.db.$queryRaw<{ hits: number; seconds: number }[]>`
      INSERT INTO "RateLimit" AS r (key, hits, "resetAt")
      VALUES (${key}, 1, now() + ${windowMs}::float8 * interval '1 millisecond')
      ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN r."resetAt" <= now() THEN 1 ELSE r.hits + 1 END,
        "resetAt" = CASE WHEN r."resetAt" <= now() THEN excluded."resetAt" ELSE r."resetAt" END
      RETURNING hits, greatest(1, ceil(extract(epoch FROM "resetAt" - now())))::int AS seconds`;
    return row && row.hits > calls ? row.seconds : 0;
  }

  /** Windows that are over, and waits that are forgotten. @returns how many */
  async deleteExpired(): Promise<number> {
    return this.db.$executeRaw`DELETE FROM "RateLimit" WHERE "resetAt" <= now()`;
  }
}
