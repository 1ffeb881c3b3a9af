import { AppError } from '@twin/shared/errors/AppError';
import { JOBS, type JobName, type JobPayload } from '@twin/shared/jobs/catalog';
import { type JobContext, type JobHandlers, joinHandlers } from '../../src/lib/queue/handlers.ts';
import { createLogger } from '../../src/lib/telemetry/logger.ts';
import type { EnqueueOptions, JobQueue } from '../../src/ports/queue.ts';

const log = createLogger('test', 'silent');

interface Waiting {
  name: JobName;
  payload: JobPayload<JobName>;
  key: string;
  attempt: number;
}

/** The queue port for tests that decide themselves when jobs run, one after the other. */
export class DrainedQueue implements JobQueue {
  readonly waiting: Waiting[] = [];

  async enqueue<Name extends JobName>(
    name: Name,
    payload: JobPayload<Name>,
    { dedupeKey = crypto.randomUUID() }: EnqueueOptions = {},
  ): Promise<void> {
    const key = `${name}/${dedupeKey}`;
    if (!this.waiting.some((job) => job.key === key)) this.waiting.push({ name, payload, key, attempt: 1 });
  }

  async forget(userId: string): Promise<void> {
    const kept = this.waiting.filter(({ payload }) => !('userId' in payload) || payload.userId !== userId);
    this.waiting.splice(0, this.waiting.length, ...kept);
  }

  /**
   * Runs what waits, and what that enqueues, until nothing is left; jobs of the left-out names are dropped. What the
   * error table calls worth it is tried again, without the waits.
   */
  async drain(parts: readonly Partial<JobHandlers>[], leftOut: readonly JobName[] = []): Promise<void> {
    const handlers = joinHandlers(parts);
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      if (leftOut.includes(job.name)) continue;
      const handler = handlers[job.name] as JobHandlers[JobName];
      const run = handler.run as (payload: unknown, context: JobContext) => Promise<unknown>;
      const { signal } = new AbortController();
      try {
        await run(job.payload, { signal, log, attempt: job.attempt, isTurnOver: () => false });
      } catch (error) {
        const isWorthIt = error instanceof AppError && error.definition.retry;
        if (!isWorthIt || job.attempt >= JOBS[job.name].attempts) throw error;
        this.waiting.push({ ...job, attempt: job.attempt + 1 });
      }
    }
  }
}
