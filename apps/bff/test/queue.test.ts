import { AppError } from '@twin/shared/errors/AppError';
import { describe, expect, it } from 'vitest';
import { startProcess } from './support/childProcess.ts';
import { deferred, until } from './support/deferred.ts';
import { failedJobs, openJobs, payloadOf, queuesOn, STORES } from './support/queues.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();

describe.each(STORES)('job queue on $store', ({ store, isHere }) => {
  const { startQueue, startHandlers, redisUrl } = queuesOn(database, isHere ? store : null);
  it.skipIf(!isHere)('hands a job to its handler with the payload of the catalog', async () => {
    const seen = deferred<unknown>();
    await startHandlers({
      importFills: {
        run: async (payload) => {
          seen.resolve(payload);
          return undefined;
        },
      },
    });
    const queue = await startQueue();
    await queue.enqueue('importFills', { v: 1, userId: 'ann', importId: 'i1' });
    expect(await seen.promise).toEqual({ v: 1, userId: 'ann', importId: 'i1' });
  });

  it.skipIf(!isHere)(
    'tries again what the error table calls worth it, with the attempt counted',
    async () => {
      const attempts: number[] = [];
      const done = deferred<void>();
      await startHandlers({
        importFills: {
          run: async (_payload, { attempt }) => {
            attempts.push(attempt);
            if (attempt === 1) throw new AppError('DATABASE_UNAVAILABLE');
            done.resolve();
            return undefined;
          },
        },
      });
      const queue = await startQueue();
      await queue.enqueue('importFills', { v: 1, userId: 'ann', importId: 'i2' });
      await done.promise;
      expect(attempts).toEqual([1, 2]);
    },
  );

  it.skipIf(!isHere)(
    'never tries again what the error table calls final, and tells the handler once',
    async () => {
      let runs = 0;
      const givenUp: string[] = [];
      const done = deferred<void>();
      await startHandlers({
        importFills: {
          run: async () => {
            runs += 1;
            throw new AppError('IMPORT_EMPTY');
          },
          giveUp: async (payload, error) => {
            givenUp.push(`${payload.importId} ${error.code}`);
            done.resolve();
          },
        },
      });
      const queue = await startQueue();
      await queue.enqueue('importFills', { v: 1, userId: 'ann', importId: 'i3' });
      await done.promise;
      await until(async () => (await failedJobs(queue)) === 1);
      expect({ runs, givenUp }).toEqual({ runs: 1, givenUp: ['i3 IMPORT_EMPTY'] });
    },
  );

  it.skipIf(!isHere)(
    'collapses equal jobs that wait, and lets exactly one follow a running one',
    async () => {
      const started = deferred<void>();
      const gate = deferred<void>();
      const ends: number[] = [];
      await startHandlers({
        scoreDecisions: {
          run: async () => {
            started.resolve();
            await gate.promise;
            ends.push(Date.now());
            return undefined;
          },
        },
      });
      const queue = await startQueue();
      const again = () => queue.enqueue('scoreDecisions', payloadOf('ann'), { dedupeKey: 'ann' });
      await again();
      await started.promise;
      await again();
      await again();
      await again();
      gate.resolve();
      await until(async () => ends.length >= 2 && (await openJobs(queue)) === 0);
      expect(ends).toHaveLength(2);
    },
  );

  it.skipIf(!isHere)(
    'runs the jobs of one person one after the other, those of two at the same time',
    async () => {
      const running = new Map<string, number>();
      let mostOfOne = 0;
      let mostOfAll = 0;
      let runs = 0;
      const both = deferred<void>();
      await startHandlers({
        scoreDecisions: {
          run: async ({ userId }) => {
            running.set(userId, (running.get(userId) ?? 0) + 1);
            mostOfOne = Math.max(mostOfOne, ...running.values());
            mostOfAll = Math.max(
              mostOfAll,
              [...running.values()].reduce((a, b) => a + b),
            );
            if (mostOfAll > 1) both.resolve();
            await both.promise;
            running.set(userId, (running.get(userId) ?? 0) - 1);
            runs += 1;
            return undefined;
          },
        },
      });
      const queue = await startQueue();
      for (const userId of ['ann', 'ann', 'ann', 'bob'])
        await queue.enqueue('scoreDecisions', payloadOf(userId));
      await until(async () => runs === 4);
      expect({ mostOfOne, mostOfAll }).toEqual({ mostOfOne: 1, mostOfAll: 2 });
    },
  );

  it.skipIf(!isHere)(
    'gives every person a turn, though the long jobs of others fill every place and always go on',
    async () => {
      const turns = { ann: 0, cid: 0, bob: 0 };
      const placesTaken = deferred<void>();
      await startHandlers({
        importFills: {
          run: async ({ userId }) => {
            turns[userId as keyof typeof turns] += 1;
            if (turns.ann > 0 && turns.cid > 0) placesTaken.resolve();
            return userId !== 'bob' && turns.bob === 0 ? { goesOn: true } : undefined;
          },
        },
      });
      const queue = await startQueue();
      for (const userId of ['ann', 'ann', 'ann', 'cid', 'cid'])
        await queue.enqueue('importFills', { v: 1, userId, importId: `long of ${userId}` });
      await placesTaken.promise;
      await queue.enqueue('importFills', { v: 1, userId: 'bob', importId: 'short' });
      await until(async () => (await openJobs(queue)) === 0);
      expect(turns.bob).toBe(1);
      expect(turns.ann).toBeGreaterThan(1);
    },
  );

  it.skipIf(!isHere)('takes what somebody waits for before what is done in the background', async () => {
    const order: string[] = [];
    const queue = await startQueue();
    const enqueue = (id: string, isBackground: boolean) =>
      queue.enqueue('exportAccount', { v: 1, userId: id, exportId: id }, { isBackground });
    for (const id of ['late 1', 'late 2']) await enqueue(id, true);
    await enqueue('soon', false);
    const counted = await queue.countJobs();
    await startHandlers({
      exportAccount: {
        run: async ({ userId }) => {
          order.push(userId);
          return undefined;
        },
      },
    });
    await until(async () => order.length === 3);
    expect(order[0]).toBe('soon');
    expect(
      counted.find(({ queue: name, state }) => name === 'q_maintenance' && state === 'prioritized'),
    ).toEqual({
      queue: 'q_maintenance',
      state: 'prioritized',
      count: 2,
    });
  });

  it.skipIf(!isHere)(
    'keeps what was given up with its reason, and does it once it is put back in line',
    async () => {
      let isMended = false;
      const done = deferred<void>();
      await startHandlers({
        runSimulation: {
          run: async () => {
            if (!isMended) throw new AppError('OBJECT_MISSING');
            done.resolve();
            return undefined;
          },
        },
      });
      const queue = await startQueue();
      const payload = { v: 1 as const, userId: 'ann', simulationId: 's1' };
      await queue.enqueue('runSimulation', payload);
      const letterOf = async () => (await queue.deadLetters()).find(({ name }) => name === 'runSimulation');
      await until(async () => (await letterOf()) !== undefined);
      const letter = await letterOf();
      expect(letter).toMatchObject({ queue: 'q_sim', payload, reason: 'OBJECT_MISSING', attempts: 1 });
      isMended = true;
      expect(await queue.replay('q_sim', letter?.id ?? '')).toBe(true);
      await done.promise;
      await until(async () => (await letterOf()) === undefined);
      expect(await queue.replay('q_sim', letter?.id ?? '')).toBe(false);
    },
  );

  it.skipIf(!isHere || store !== 'PostgreSQL')(
    'forgets what was given up once it is older than asked, and not before (ages rows, so on PostgreSQL alone)',
    async () => {
      const giveUp = async () => {
        throw new AppError('OBJECT_MISSING');
      };
      await startHandlers({ exportAccount: { run: giveUp } });
      const queue = await startQueue();
      const givenUp = async () =>
        (await queue.deadLetters()).flatMap(({ name, payload }) =>
          name === 'exportAccount' ? [payload['exportId']] : [],
        );
      const failNext = async (exportId: string) => {
        await queue.enqueue('exportAccount', { v: 1, userId: 'ann', exportId });
        await until(async () => (await givenUp()).includes(exportId));
      };
      const age = (exportId: string, days: number) =>
        query(
          database.ownerUrl,
          `UPDATE bullmq.job SET finished_at_ms = finished_at_ms - $2 WHERE data->>'exportId' = $1`,
          [exportId, days * 86_400_000],
        );
      await failNext('older');
      await failNext('old');
      await age('older', 15);
      await age('old', 13);
      await failNext('new');
      expect((await givenUp()).sort()).toEqual(['new', 'old']);
    },
  );

  it.skipIf(!isHere)('takes a job up again whose worker was killed', async () => {
    const worker = await startProcess('stuckWorker.ts', [database.appUrl, redisUrl() ?? '']);
    const queue = await startQueue();
    const taken = worker.says('took');
    await queue.enqueue('maintainPartitions', { v: 1 });
    await taken;
    await worker.kill();
    const done = deferred<void>();
    await startHandlers({
      maintainPartitions: {
        run: async () => {
          done.resolve();
          return undefined;
        },
      },
    });
    await done.promise;
  });

  it.skipIf(!isHere)(
    'puts a running job back in line when the process must end, without losing an attempt',
    async () => {
      const started = deferred<void>();
      const workers = await startHandlers({
        importFills: {
          run: (_payload, { signal }) =>
            new Promise((_, reject) => {
              started.resolve();
              signal.addEventListener('abort', () => reject(signal.reason));
            }),
        },
      });
      const queue = await startQueue();
      await queue.enqueue('importFills', { v: 1, userId: 'ann', importId: 'i4' });
      await started.promise;
      await workers.drain(1);
      const again = deferred<number>();
      await startHandlers({
        importFills: {
          run: async (_payload, { attempt }) => {
            again.resolve(attempt);
            return undefined;
          },
        },
      });
      expect(await again.promise).toBe(1);
    },
  );
});
