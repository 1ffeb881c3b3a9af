import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { type RetentionDays, retentionJobs } from '../src/modules/privacy/retentionJobs.ts';
import { TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const NOW = Date.UTC(2026, 5, 1);
const log = createLogger('test', 'silent');
const database = await createTestDatabase();

/** For each of two people: one row of each kind per age in days, one simulation that still waits, two sessions. */
async function writeRows(ages: number[]): Promise<void> {
  for (const user of ['ann', 'ben']) {
    await query(database.ownerUrl, `INSERT INTO "User" (id, email, "passwordHash") VALUES ($1, $1, '')`, [
      user,
    ]);
    for (const age of ages) {
      const at = new Date(NOW - age * 86_400_000);
      const row = `${user}-${age}`;
      await query(
        database.ownerUrl,
        `WITH a AS (INSERT INTO "Audit" (id, "userId", action, meta, "createdAt") VALUES ($1, $2, 'signed_in', '{}', $3)),
              m AS (INSERT INTO "CoachMessage" (id, "userId", role, text, facts, "createdAt") VALUES ($1, $2, 'user', '', '{}', $3)),
              s AS (INSERT INTO "Simulation" (id, "userId", kind, params, "inputHash", "engineVersion", status, "createdAt", "finishedAt")
                    VALUES ($1, $2, 'hold', '{}', $1, '1', 'done', $3, $3),
                           ($1 || '-waiting', $2, 'hold', '{}', $1 || '-waiting', '1', 'queued', $3, NULL))
         INSERT INTO "Session" (id, "userId", "tokenHash", "ipHash", "idleExpiresAt", "expiresAt")
         VALUES ($1, $2, decode(md5($1), 'hex'), '', $3, $3), ($1 || '-open', $2, decode(md5($1 || 'o'), 'hex'), '', $4, $4)`,
        [row, user, at, new Date(NOW + 1000)],
      );
    }
  }
}

async function counts(): Promise<Record<string, number>> {
  const tables = ['Audit', 'CoachMessage', 'Session', 'Simulation'];
  const found = await Promise.all(
    tables.map(async (table) => {
      const [row] = await query<{ n: number }>(
        database.ownerUrl,
        `SELECT count(*)::int AS n FROM "${table}"`,
      );
      return [table, row?.n ?? 0] as const;
    }),
  );
  return Object.fromEntries(found);
}

function expire(days: RetentionDays) {
  const exports = { removeExpired: async () => 0 };
  const jobs = retentionJobs({ ...database.withoutUser, exports, days, clock: new TestClock(NOW) });
  return jobs.expireRows.run(
    { v: 1 },
    {
      log,
      attempt: 1,
      isTurnOver: () => false,
      signal: new AbortController().signal,
    },
  );
}

describe('retention', () => {
  it('removes what is older than asked, of everyone, and keeps the rest', async () => {
    await writeRows([1, 100, 500]);
    await expire({ audits: 400, messages: null, simulations: 90 });
    expect(await counts()).toEqual({ Audit: 4, CoachMessage: 6, Session: 6, Simulation: 8 });
    expect(await expire({ audits: 400, messages: null, simulations: 90 })).toEqual({
      skipped: 'nothing is old enough',
    });
    await expire({ audits: null, messages: 30, simulations: null });
    expect(await counts()).toEqual({ Audit: 4, CoachMessage: 2, Session: 6, Simulation: 8 });
  });

  it('takes what the cache held for longer than it should', async () => {
    const { cache } = database.withoutUser;
    await cache.set('kept', { a: 1 }, 400 * 86_400_000 + NOW - Date.now());
    await cache.set('old', { a: 1 }, NOW - Date.now() - 1);
    await expire({ audits: null, messages: null, simulations: null });
    const rows = await query(database.ownerUrl, `SELECT key FROM "CacheEntry" WHERE key IN ('kept', 'old')`);
    expect(rows).toEqual([{ key: 'kept' }]);
  });
});
