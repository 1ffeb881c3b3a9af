import type { Transaction } from '../../lib/db.ts';

export interface ThrottlePolicy {
  /** Failures that cost no wait. */
  free: number;
  /** The wait after the first costly one; it doubles each time. */
  baseMs: number;
  capMs: number;
  /** A key without a new try for so long is forgotten. */
  memoryMs: number;
}

/** Tries to sign in, counted across all processes. */
export class LoginThrottleRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /**
   * Counts one try in the same statement that judges it, so that a thousand tries at once count as a thousand.
   * `resetAt` is the last counted try plus the memory, from which the end of the wait follows.
   * @returns 0 when the try may go on, else the milliseconds to wait
   */
  async attempt(key: string, { free, baseMs, capMs, memoryMs }: ThrottlePolicy, now: Date): Promise<number> {
    const resetAt = new Date(now.getTime() + memoryMs);
    const passed = await this.db.$queryRaw<{ hits: number }[]>`
      INSERT INTO "RateLimit" AS r (key, hits, "resetAt") VALUES (${key}, 1, ${resetAt})
      ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN r."resetAt" <= ${now} THEN 1 ELSE r.hits + 1 END,
        "resetAt" = excluded."resetAt"
      WHERE r."resetAt" <= ${now}
        OR r.hits < ${free}::int
        OR r."resetAt" - ${memoryMs}::float8 * interval '1 millisecond'
           + least(${capMs}::float8, ${baseMs}::float8 * power(2, least(r.hits - ${free}::int, 30)))
             * interval '1 millisecond' <= ${now}
      RETURNING hits`;
    return passed.length > 0 ? 0 : this.waitOf(key, { free, baseMs, capMs, memoryMs }, now);
  }

  /** The right password was given: the account starts anew. */
  async clear(key: string): Promise<void> {
    await this.db.rateLimit.deleteMany({ where: { key } });
  }

  /** Takes one counted try back: an address is shared by honest people, and a success is no guess. */
  async giveBack(key: string): Promise<void> {
    await this.db.rateLimit.updateMany({ where: { key, hits: { gt: 0 } }, data: { hits: { decrement: 1 } } });
  }

  private async waitOf(key: string, policy: ThrottlePolicy, now: Date): Promise<number> {
    const row = await this.db.rateLimit.findUnique({ where: { key } });
    if (!row) return policy.baseMs;
    const wait = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(row.hits - policy.free, 30));
    return Math.max(1, row.resetAt.getTime() - policy.memoryMs + wait - now.getTime());
  }
}
