import type { JobName, JobPayload } from '@twin/shared/jobs/catalog';
import { type JobHandlers, joinHandlers } from '../../src/lib/queue/handlers.ts';
import { createLogger } from '../../src/lib/telemetry/logger.ts';
import type { EnqueueOptions, JobQueue } from '../../src/ports/queue.ts';

interface Waiting {
  name: JobName;
  payload: JobPayload<JobName>;
  key: string;
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
    if (!this.waiting.some((job) => job.key === key)) this.waiting.push({ name, payload, key });
  }

  /** Runs what waits, and what that enqueues, until nothing is left; jobs of the left-out names are dropped. */
  async drain(parts: readonly Partial<JobHandlers>[], leftOut: readonly JobName[] = []): Promise<void> {
    const handlers = joinHandlers(parts);
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      if (leftOut.includes(job.name)) continue;
      const handler = handlers[job.name] as JobHandlers[JobName];
      await (handler.run as (payload: unknown, context: unknown) => Promise<unknown>)(job.payload, {
        signal: new AbortController().signal,
        log: createLogger('test', 'silent'),
        attempt: 1,
      });
    }
  }
}
