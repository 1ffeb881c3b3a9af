import { describe, expect, it } from 'vitest';
import { deferred, until } from './support/deferred.ts';
import { queuesOn } from './support/queues.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();

describe('the workers of a process on PostgreSQL', () => {
  const { startQueue, startHandlers } = queuesOn(database, 'PostgreSQL');

  it('listen on one connection for all queues, and on another one when it is cut', async () => {
    const seen = deferred<unknown>();
    await startHandlers({
      importFills: {
        run: async ({ importId }) => {
          seen.resolve(importId);
          return undefined;
        },
      },
    });
    const [cut, ...more] = await listening();
    expect(more).toEqual([]);
    await query(database.adminUrl, 'SELECT pg_terminate_backend($1)', [cut]);
    const [next] = await listening();
    expect(next).not.toBe(cut);
    await (await startQueue()).enqueue('importFills', { v: 1, userId: 'ann', importId: 'after the cut' });
    expect(await seen.promise).toBe('after the cut');
  });

  /** Processes of the server that serve a listener, once there is one. */
  async function listening(): Promise<number[]> {
    let pids: number[] = [];
    await until(async () => {
      const rows = await query<{ pid: number }>(
        database.adminUrl,
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND query LIKE '%LISTEN bullmq_jobs%'`,
      );
      pids = rows.map(({ pid }) => pid);
      return pids.length > 0;
    });
    return pids;
  }
});
