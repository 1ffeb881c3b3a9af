import { JOBS } from '@twin/shared/jobs/catalog';
import { createAdvisoryLocks } from '../../apps/bff/src/lib/queue/advisoryLocks.ts';
import { BullJobQueue } from '../../apps/bff/src/lib/queue/BullJobQueue.ts';
import { openQueueBackend } from '../../apps/bff/src/lib/queue/backend.ts';
import type { JobHandlers } from '../../apps/bff/src/lib/queue/handlers.ts';
import { SERIAL_SLOTS, startWorkers, WORKER_CONNECTIONS } from '../../apps/bff/src/lib/queue/workers.ts';
import { createLogger } from '../../apps/bff/src/lib/telemetry/logger.ts';
import { createMetrics } from '../../apps/bff/src/lib/telemetry/metrics.ts';
import type { BenchHouse } from '../benchHouse.ts';
import { type Spent, spentOn } from './measure.ts';

export interface QueueCost extends Spent {
  jobs: number;
  perSecond: number;
}

/** Enqueues jobs of as many people at once and lets a worker do them; what the jobs are for costs nothing. */
export async function measureQueue(house: BenchHouse, jobs: number): Promise<QueueCost> {
  const databaseUrl = house.appUrl;
  const open = () => openQueueBackend({ databaseUrl, redisUrl: null, poolSize: WORKER_CONNECTIONS });
  const backend = await open();
  const locks = createAdvisoryLocks(databaseUrl, SERIAL_SLOTS);
  let left = jobs;
  let allDone: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    allDone = resolve;
  });
  const run = async (): Promise<undefined> => {
    left -= 1;
    if (left === 0) allDone();
    return undefined;
  };
  const handlers = Object.fromEntries(Object.keys(JOBS).map((name) => [name, { run }]));
  const workers = startWorkers(backend, {
    handlers: handlers as unknown as JobHandlers,
    locks,
    log: createLogger('bench', 'silent'),
    metrics: createMetrics(),
  });
  const queue = new BullJobQueue(open, () => undefined, null);
  await workers.waitUntilReady();
  const begun = performance.now();
  const spent = await spentOn(house, async () => {
    const ids = Array.from({ length: jobs }, (_, job) => `person-${job}`);
    await Promise.all(
      ids.map((userId) => queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId })),
    );
    await done;
  });
  const seconds = (performance.now() - begun) / 1_000;
  await workers.drain(1_000);
  await queue.close();
  await backend.close();
  await locks.close();
  return { jobs, perSecond: jobs / seconds, node: spent.node / jobs, postgres: spent.postgres / jobs };
}
