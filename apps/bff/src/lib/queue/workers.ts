import { AppError } from '@twin/shared/errors/AppError';
import { JOBS, type JobDefinition, QUEUES, type QueueName } from '@twin/shared/jobs/catalog';
import { UnrecoverableError } from 'bullmq';
import type { QueueBackend, RawWorker, WorkerSettings } from './backend.ts';
import { giveUp, type RunJobDeps, runJob } from './runJob.ts';

export interface JobWorkers {
  waitUntilReady(): Promise<void>;
  /** Takes no new job and lets the running ones end; what is left after `graceMs` goes back in line. */
  drain(graceMs: number): Promise<void>;
}

export interface LeaseTimes {
  /** A job whose worker was not heard of for so long counts as stalled. */
  lockMs: number;
  stalledCheckMs: number;
}

export const LEASE_TIMES: LeaseTimes = { lockMs: 20_000, stalledCheckMs: 5_000 };

/** A job that took its worker down this often is given up instead of taking down the next. */
const STALLED_MAX = 3;

/** The queues that hold jobs, each with as many slots as its jobs ask for. */
export function usedQueues(): { name: QueueName; concurrency: number }[] {
  const definitions = Object.values(JOBS);
  return QUEUES.map((name) => {
    const own = definitions.filter((definition) => definition.queue === name);
    return { name, concurrency: own.reduce((sum, definition) => sum + definition.concurrency, 0) };
  }).filter(({ concurrency }) => concurrency > 0);
}

/** As many jobs may hold a lock as there are slots for such jobs. */
export const SERIAL_SLOTS: number = Object.values(JOBS)
  .filter((definition: JobDefinition) => definition.serialBy !== undefined)
  .reduce((sum, definition) => sum + definition.concurrency, 0);

/** One connection for all queues to listen on, and a few to move jobs with. */
export const WORKER_CONNECTIONS = 4;

/** Starts one worker per queue. */
export function startWorkers(
  backend: QueueBackend,
  deps: Omit<RunJobDeps, 'shutdown'>,
  times: LeaseTimes = LEASE_TIMES,
): JobWorkers {
  const shutdown = new AbortController();
  const jobDeps: RunJobDeps = { ...deps, shutdown: shutdown.signal };
  const workers = usedQueues().map(({ name, concurrency }) =>
    startWorker(backend, name, jobDeps, {
      concurrency,
      lockDuration: times.lockMs,
      stalledInterval: times.stalledCheckMs,
      maxStalledCount: STALLED_MAX,
    }),
  );
  return {
    waitUntilReady: async () => {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    drain: async (graceMs) => {
      const timer = setTimeout(() => shutdown.abort(new Error('the worker is stopping')), graceMs);
      await Promise.all(workers.map((worker) => worker.close()));
      clearTimeout(timer);
    },
  };
}

function startWorker(
  backend: QueueBackend,
  name: QueueName,
  deps: RunJobDeps,
  settings: WorkerSettings,
): RawWorker {
  const worker = backend.openWorker(name, (job, token) => runJob(job, token, deps), settings);
  worker.on('error', (error) => deps.log.error({ err: error, queue: name }, 'queue error'));
  worker.on('failed', (job, error) => {
    if (!job || !isStalledTooOften(error)) return;
    deps.metrics.jobFailures.inc({ queue: name, job: job.name, code: 'STALLED' });
    void giveUp(job.name, job.data, new AppError('INTERNAL', { cause: error }), deps);
  });
  return worker;
}

/** BullMQ gives such a job up by itself, without asking our wrapper. */
function isStalledTooOften(error: Error): boolean {
  return error instanceof UnrecoverableError && error.message.includes('stalled');
}
