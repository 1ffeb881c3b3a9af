import { describe, expect, it } from 'vitest';
import { startSweeper } from '../src/lib/queue/sweeper.ts';
import { deferred, until } from './support/deferred.ts';
import { log, openJobs, queuesOn, STORES } from './support/queues.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const database = await createTestDatabase();

describe.each(STORES)('the sweeper on $store', ({ store, isHere }) => {
  const { startQueue, startHandlers } = queuesOn(database, isHere ? store : null);

  it.skipIf(!isHere)(
    'sweeps up what is due at once, and leaves alone what already waits or runs',
    async () => {
      const started = deferred<void>();
      const gate = deferred<void>();
      let runs = 0;
      await startHandlers({
        importFills: {
          run: async () => {
            runs += 1;
            started.resolve();
            await gate.promise;
            return undefined;
          },
        },
      });
      const queue = await startQueue();
      const due = async () => [
        {
          name: 'importFills' as const,
          payload: { v: 1 as const, userId: 'ann', importId: 'i5' },
          dedupeKey: 'i5',
        },
      ];
      const sweeper = startSweeper({ sources: [due], queue, log, everyMs: 60_000 });
      await started.promise;
      await sweeper.sweep();
      await sweeper.sweep();
      gate.resolve();
      await until(async () => (await openJobs(queue)) === 0);
      await sweeper.stop();
      expect(runs).toBe(1);
    },
  );
});
