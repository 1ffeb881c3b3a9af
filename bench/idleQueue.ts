import { JOBS } from '@twin/shared/jobs/catalog';
import { createAdvisoryLocks } from '../apps/bff/src/lib/queue/advisoryLocks.ts';
import { BullJobQueue } from '../apps/bff/src/lib/queue/BullJobQueue.ts';
import { openQueueBackend } from '../apps/bff/src/lib/queue/backend.ts';
import type { JobHandlers } from '../apps/bff/src/lib/queue/handlers.ts';
import { startWorkers, WORKER_CONNECTIONS } from '../apps/bff/src/lib/queue/workers.ts';
import { createLogger } from '../apps/bff/src/lib/telemetry/logger.ts';
import { createMetrics } from '../apps/bff/src/lib/telemetry/metrics.ts';

export interface IdleQueueOptions {
  databaseUrl: string;
  redisUrl: string | null;
  /** Jobs of which only one per key may run, at once. */
  lockSlots: number;
  /** All that a job does, whichever it is. */
  onRun(at: number): void;
}

/** The queue with workers that wait for work, whose jobs cost nothing themselves. */
export async function openIdleQueue({ databaseUrl, redisUrl, lockSlots, onRun }: IdleQueueOptions) {
  const open = () => openQueueBackend({ databaseUrl, redisUrl, poolSize: WORKER_CONNECTIONS });
  const backend = await open();
  const locks = createAdvisoryLocks(databaseUrl, lockSlots);
  const run = async (): Promise<undefined> => void onRun(performance.now());
  const handlers = Object.fromEntries(Object.keys(JOBS).map((name) => [name, { run }]));
  const workers = startWorkers(backend, {
    handlers: handlers as unknown as JobHandlers,
    locks,
    log: createLogger('bench', 'silent'),
    metrics: createMetrics(),
  });
  const queue = new BullJobQueue(open, () => undefined, null);
  await workers.waitUntilReady();
  return {
    queue,
    close: async () => {
      await workers.drain(1_000);
      await queue.close();
      await backend.close();
      await locks.close();
    },
  };
}
