import { JOBS } from '@twin/shared/jobs/catalog';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createAdvisoryLocks } from '../../src/lib/queue/advisoryLocks.ts';
import { BullJobQueue } from '../../src/lib/queue/BullJobQueue.ts';
import { openQueueBackend, type QueueBackend } from '../../src/lib/queue/backend.ts';
import type { JobHandlers } from '../../src/lib/queue/handlers.ts';
import { type JobWorkers, type LeaseTimes, startWorkers } from '../../src/lib/queue/workers.ts';
import { createLogger } from '../../src/lib/telemetry/logger.ts';
import { createMetrics } from '../../src/lib/telemetry/metrics.ts';
import { HAS_REDIS, type RedisServer, startRedis } from './redisServer.ts';
import type { TestDatabase } from './testDatabase.ts';

export const log = createLogger('test', 'silent');
const FAILED_DAYS = 14;
const FAST: LeaseTimes = { lockMs: 600, stalledCheckMs: 200 };

const idle: JobHandlers = Object.fromEntries(
  Object.keys(JOBS).map((name) => [name, { run: async () => undefined }]),
) as unknown as JobHandlers;

/** The stores that the queue runs on; the suites run on each. */
export const STORES = [
  { store: 'PostgreSQL', isHere: true },
  { store: HAS_REDIS ? 'Redis' : 'Redis (skipped: no redis-server on this machine)', isHere: HAS_REDIS },
];

export interface Queues {
  redisUrl(): string | null;
  startQueue(): Promise<BullJobQueue>;
  startHandlers(handlers: Partial<JobHandlers>, times?: LeaseTimes): Promise<JobWorkers>;
}

/** Queues and workers of the suite that asks, on the store it runs on (null: none here); closed after each test. */
export function queuesOn(database: TestDatabase, store: string | null): Queues {
  let redis: RedisServer | null = null;
  const opened: { drain: () => Promise<void>; close: () => Promise<void> }[] = [];

  beforeAll(async () => {
    if (store?.startsWith('Redis')) redis = await startRedis();
  });
  afterEach(async () => {
    for (const part of opened) await part.drain();
    for (const part of opened.splice(0)) await part.close();
  });
  afterAll(async () => redis?.stop());

  const openBackend = (): Promise<QueueBackend> =>
    openQueueBackend({ databaseUrl: database.appUrl, redisUrl: redis?.url ?? null, poolSize: 12 });

  async function startQueue(): Promise<BullJobQueue> {
    const queue = new BullJobQueue(openBackend, () => undefined, FAILED_DAYS);
    opened.push({ drain: async () => undefined, close: () => queue.close() });
    return queue;
  }

  async function startHandlers(handlers: Partial<JobHandlers>, times = FAST): Promise<JobWorkers> {
    const backend = await openBackend();
    const locks = createAdvisoryLocks(database.appUrl, 4);
    const metrics = createMetrics();
    const workers = startWorkers(backend, { handlers: { ...idle, ...handlers }, locks, log, metrics }, times);
    let drained: Promise<void> | null = null;
    const drain = (graceMs: number): Promise<void> => {
      drained ??= workers.drain(graceMs);
      return drained;
    };
    opened.push({
      drain: () => drain(0),
      close: async () => {
        await backend.close();
        await locks.close();
      },
    });
    await workers.waitUntilReady();
    return { ...workers, drain };
  }

  return { startQueue, startHandlers, redisUrl: () => redis?.url ?? null };
}

export async function openJobs(queue: BullJobQueue): Promise<number> {
  const counts = await queue.countJobs();
  return counts.filter(({ state }) => state !== 'failed').reduce((sum, { count }) => sum + count, 0);
}

export async function failedJobs(queue: BullJobQueue): Promise<number> {
  const counts = await queue.countJobs();
  return counts.filter(({ state }) => state === 'failed').reduce((sum, { count }) => sum + count, 0);
}

export const payloadOf = (userId: string) => ({ v: 1 as const, userId });
