import type {
  BackendFactory,
  IQueueBackend,
  JobsOptions,
  JobType,
  PgPool,
  Processor,
  WorkerOptions,
} from 'bullmq';
import { calm } from '../calmPool.ts';

/** The part of BullMQ's queue that we use; the same on PostgreSQL and Redis. */
export interface RawQueue {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  getDeduplicationJobId(id: string): Promise<string | null | undefined>;
  removeDeduplicationKey(id: string): Promise<number>;
  getJob(id: string): Promise<{ getState(): Promise<string>; retry(): Promise<void> } | undefined>;
  getJobs(types: JobType[], start: number, end: number, asc?: boolean): Promise<(RawJob | undefined)[]>;
  /** Oldest first. */
  getFailed(start: number, end: number): Promise<FailedJob[]>;
  getJobCounts(...states: JobState[]): Promise<Record<string, number>>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
/** The part of a job that is read and removed by. */
export interface RawJob {
  data: unknown;
  timestamp: number;
  isActive(): Promise<boolean>;
  remove(): Promise<void>;
}

export type JobState = 'waiting' | 'prioritized' | 'active' | 'delayed' | 'failed';

export interface FailedJob {
  id?: string;
  name: string;
  data: unknown;
  failedReason: string;
  attemptsMade: number;
  finishedOn?: number;
}

/** The part of BullMQ's worker that we use. */
export interface RawWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(
    event: 'failed',
    listener: (job: { name: string; data: unknown; id?: string } | undefined, error: Error) => void,
  ): unknown;
  waitUntilReady(): Promise<void>;
  close(force?: boolean): Promise<void>;
}

export type WorkerSettings = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'
>;

/** One API on two stores. */
export interface QueueBackend {
  openQueue(name: string): RawQueue;
  openWorker(name: string, processor: Processor, settings: WorkerSettings): RawWorker;
  /** After all queues and workers. */
  close(): Promise<void>;
}

export interface QueueBackendOptions {
  databaseUrl: string;
  /** null = PostgreSQL. */
  redisUrl: string | null;
  /** Connections to PostgreSQL; one of them is kept to listen where there are workers. */
  poolSize: number;
}

/** The schema that BullMQ's tables live in, apart from ours (decision 10). */
export const QUEUE_SCHEMA = 'bullmq';

/** BullMQ writes an event per step for listeners that we do not have; a short tail is plenty. */
const STREAMS = { events: { maxLen: 100 } };

/** Loads BullMQ only now, since an api process may live long without enqueueing. */
export async function openQueueBackend(options: QueueBackendOptions): Promise<QueueBackend> {
  return options.redisUrl === null ? openOnPostgres(options) : openOnRedis(options.redisUrl);
}

async function openOnPostgres({ databaseUrl, poolSize }: QueueBackendOptions): Promise<QueueBackend> {
  const [{ PostgresQueueBackend, withBackend }, { SharedListener }, { default: pg }] = await Promise.all([
    import('bullmq'),
    import('./SharedListener.ts'),
    import('pg'),
  ]);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    // Jobs repeat what status rows say, so losing the last moment in a crash costs a sweep, and no job waits for a disk.
    options: `-c search_path=${QUEUE_SCHEMA} -c synchronous_commit=off`,
    application_name: 'twin-queue',
    // A listener whose connection dropped silently must notice, or it waits for ever.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  calm(pool);
  // Its own description of a pool is a little stricter than what pg's types promise.
  const connection = pool as unknown as PgPool;
  const listener = new SharedListener(connection);
  const factory: BackendFactory<IQueueBackend, PgPool> = (name, settings) =>
    new PostgresQueueBackend(listener.connection(), name, settings);
  const { Queue, Worker } = withBackend(factory);
  return {
    openQueue: (name) => new Queue(name, { connection, streams: STREAMS }),
    openWorker: (name, processor, settings) => new Worker(name, processor, { connection, ...settings }),
    close: async () => {
      await listener.close();
      await pool.end();
    },
  };
}

async function openOnRedis(url: string): Promise<QueueBackend> {
  const { Queue, Worker } = await import('bullmq');
  // Waiting for Redis to come back is right for workers, not for a person's request.
  const forWorkers = { url, maxRetriesPerRequest: null };
  const forQueues = { url, maxRetriesPerRequest: 3 };
  return {
    openQueue: (name) => new Queue(name, { connection: forQueues, streams: STREAMS }),
    openWorker: (name, processor, settings) =>
      new Worker(name, processor, { connection: forWorkers, ...settings }),
    close: async () => undefined,
  };
}
