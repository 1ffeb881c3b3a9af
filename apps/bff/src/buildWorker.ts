import { buildHouse, type Foundation, type ThreadEntries } from './composition.ts';
import { createAdvisoryLocks } from './lib/queue/advisoryLocks.ts';
import { openQueueBackend } from './lib/queue/backend.ts';
import { joinHandlers } from './lib/queue/handlers.ts';
import { type Sweeper, startSweeper } from './lib/queue/sweeper.ts';
import { type JobWorkers, SERIAL_SLOTS, startWorkers, WORKER_CONNECTIONS } from './lib/queue/workers.ts';
import { serveHealth } from './lib/telemetry/healthServer.ts';

export interface WorkerProcess {
  start(): Promise<void>;
  /** Takes no new job, lets the running ones end, puts back what does not, then closes everything. */
  stop(): Promise<void>;
}

const GRACE_MS = 15_000;

/** The worker process on its foundation: all queues, and the sweeper that feeds them. */
export async function buildWorker(foundation: Foundation, threads?: ThreadEntries): Promise<WorkerProcess> {
  const { config, log, metrics, queue } = foundation;
  const house = buildHouse(foundation, threads);
  const handlers = joinHandlers(house.jobs);
  const backend = await openQueueBackend({
    databaseUrl: config.sessionUrl,
    redisUrl: config.redisUrl,
    poolSize: WORKER_CONNECTIONS,
  });
  const locks = createAdvisoryLocks(config.sessionUrl, SERIAL_SLOTS);
  let workers: JobWorkers | null = null;
  let sweeper: Sweeper | null = null;
  let closeHealth = async (): Promise<void> => undefined;
  return {
    start: async () => {
      workers = startWorkers(backend, { handlers, locks, log, metrics });
      await workers.waitUntilReady();
      if (config.hasDemo) await seedDemo(foundation);
      // Its first sweep finds the demo waiting for its score.
      sweeper = startSweeper({ sources: house.due, queue, log });
      if (config.workerPort === null) return;
      closeHealth = await serveHealth({ host: config.host, port: config.workerPort, metrics, refresh });
    },
    stop: async () => {
      await sweeper?.stop();
      await workers?.drain(GRACE_MS);
      await closeHealth();
      await backend.close();
      await locks.close();
      await foundation.close();
    },
  };

  async function refresh(): Promise<void> {
    for (const { queue: name, state, count } of await queue.countJobs()) {
      metrics.queueJobs.set({ queue: name, state }, count);
    }
    const now = foundation.clock.now().getTime();
    for (const { queue: name, since } of await queue.oldestWaiting()) {
      metrics.queueOldestSeconds.set({ queue: name }, since === null ? 0 : Math.max(0, now - since) / 1000);
    }
  }
}

/** Several workers that start at once may both try; the second finds the person taken and leaves it. */
async function seedDemo({ database, log }: Foundation): Promise<void> {
  const seeds = await import('@twin/seeds/seedTrades');
  try {
    const { isNew } = await seeds.seedDemo(database);
    if (isNew) log.info('seeded the demo');
  } catch (err) {
    log.warn({ err }, 'the demo could not be seeded');
  }
}
