import type { Pool } from 'pg';
import type { Locks } from '../../ports/locks.ts';
import { calm } from '../calmPool.ts';

export interface JobLocks extends Locks {
  /** Runs the work while holding the key's lock. @returns false, without running it, when it is held elsewhere */
  tryRun(key: string, work: () => Promise<void>): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Session-level advisory locks of PostgreSQL: they end with their connection, so a killed process leaves none. One
 * connection per held lock, opened when needed; a pooler between us must pool by session, not by transaction.
 */
export function createAdvisoryLocks(databaseUrl: string, heldMax: number): JobLocks {
  let opening: Promise<Pool> | null = null;
  const held = async <T>(
    key: string,
    lock: 'pg_advisory_lock' | 'pg_try_advisory_lock',
    work: () => Promise<T>,
  ): Promise<{ result: T } | null> => {
    opening ??= openPool(databaseUrl, heldMax);
    const client = await (await opening).connect();
    let isBroken = false;
    try {
      const { rows } = await client.query<{ held: boolean | '' }>(
        `SELECT ${lock}(hashtextextended($1, 0)) AS held`,
        [key],
      );
      // The waiting kind has no answer but its end.
      if (rows[0]?.held === false) return null;
      try {
        return { result: await work() };
      } finally {
        // A connection that cannot unlock must not go back to the pool with the lock.
        isBroken = true;
        await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
        isBroken = false;
      }
    } finally {
      client.release(isBroken);
    }
  };
  return {
    async tryRun(key, work) {
      return (await held(key, 'pg_try_advisory_lock', work)) !== null;
    },
    async run(key, work) {
      const done = await held(key, 'pg_advisory_lock', work);
      if (!done) throw new Error('a lock that waits was refused');
      return done.result;
    },
    close: async () => {
      if (opening !== null) await (await opening).end();
    },
  };
}

async function openPool(databaseUrl: string, max: number): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    idleTimeoutMillis: 5_000,
    application_name: 'twin-locks',
  });
  // A connection that drops has lost its lock: what runs under it may run twice, as every job may.
  return calm(pool);
}
