import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { JOBS, type JobName, type JobPayload, QUEUES, type QueueName } from '@twin/shared/jobs/catalog';
import type { JobType } from 'bullmq';
import type { EnqueueOptions, JobQueue } from '../../ports/queue.ts';
import { activeTraceparent } from '../telemetry/tracing.ts';
import type { JobState, QueueBackend, RawQueue } from './backend.ts';
import type { DueJob } from './handlers.ts';

const HOUR_S = 3_600;
const KEEP_DONE = { age: HOUR_S, count: 1_000 };
/** BullMQ takes jobs without a priority first, and then the lowest. */
const BACKGROUND = 10;
const DAY_S = 24 * HOUR_S;
const KEEP_FAILED_MAX = 5_000;
const OPEN_STATES = new Set(['waiting', 'active', 'delayed', 'prioritized', 'waiting-children', 'paused']);

const ALL_STATES: JobType[] = ['waiting', 'active', 'delayed', 'prioritized', 'completed', 'failed'];
const FORGET_MS = 3_000;
const FORGET_PAUSE_MS = 50;

/** A job that was given up: what it was to do, and why it could not. */
export interface DeadLetter {
  queue: QueueName;
  id: string;
  name: string;
  payload: Record<string, unknown>;
  /** A code of the error table. */
  reason: string;
  attempts: number;
  failedAt: number;
}

/** The queues of this process, opened on first use. */
export class BullJobQueue implements JobQueue {
  private readonly openBackend: () => Promise<QueueBackend>;
  private readonly onError: (error: Error) => void;
  private readonly keepFailed: { age?: number; count: number };
  private backend: Promise<QueueBackend> | null = null;
  private readonly queues = new Map<QueueName, Promise<RawQueue>>();

  /** `failedDays` is how long a failed job stays to be looked at and replayed; null, until too many come after it. */
  constructor(
    openBackend: () => Promise<QueueBackend>,
    onError: (error: Error) => void,
    failedDays: number | null,
  ) {
    this.openBackend = openBackend;
    this.onError = onError;
    this.keepFailed = { count: KEEP_FAILED_MAX, ...(failedDays === null ? {} : { age: failedDays * DAY_S }) };
  }

  async enqueue<Name extends JobName>(
    name: Name,
    payload: JobPayload<Name>,
    { dedupeKey, delayMs, isBackground }: EnqueueOptions = {},
  ): Promise<void> {
    const definition = JOBS[name];
    const queue = await this.queueOf(definition.queue);
    const metadata = activeTraceparent();
    await queue.add(name, JOBS[name].payload.parse(payload), {
      attempts: definition.attempts,
      backoff: { type: 'exponential', delay: definition.backoffMs },
      removeOnComplete: KEEP_DONE,
      removeOnFail: this.keepFailed,
      stackTraceLimit: 1,
      // Who asked, so that the job's spans belong to the same trace.
      ...(metadata === undefined ? {} : { telemetry: { metadata } }),
      ...(delayMs === undefined ? {} : { delay: delayMs }),
      ...(isBackground ? { priority: BACKGROUND } : {}),
      // A job that is already running may have read the old rows: then exactly one more follows it.
      ...(dedupeKey === undefined
        ? {}
        : { deduplication: { id: dedupeIdOf(name, dedupeKey), keepLastIfActive: true } }),
    });
  }

  /** For the sweeper: adds the job unless one with its key waits or runs. @returns whether it was added */
  async enqueueIfAbsent(due: DueJob): Promise<boolean> {
    const queue = await this.queueOf(JOBS[due.name].queue);
    const id = dedupeIdOf(due.name, due.dedupeKey);
    const present = await queue.getDeduplicationJobId(id);
    if (present) {
      const state = await (await queue.getJob(present))?.getState();
      if (state !== undefined && OPEN_STATES.has(state)) return false;
      // The key outlived its job, so nothing would ever clear it.
      await queue.removeDeduplicationKey(id);
    }
    const { name, payload, dedupeKey, isBackground = false } = due;
    await this.enqueue(name, payload, { dedupeKey, isBackground });
    return true;
  }

  async forget(userId: string): Promise<void> {
    const queues = await Promise.all(QUEUES.map((name) => this.queueOf(name)));
    const giveUpAt = performance.now() + FORGET_MS;
    for (;;) {
      const running = await Promise.all(queues.map((queue) => forgetIn(queue, userId)));
      if (!running.includes(true) || performance.now() > giveUpAt) return;
      await delay(FORGET_PAUSE_MS);
    }
  }

  async countJobs(): Promise<{ queue: QueueName; state: JobState; count: number }[]> {
    const states: JobState[] = ['waiting', 'prioritized', 'active', 'delayed', 'failed'];
    const perQueue = await Promise.all(
      QUEUES.map(async (name) => {
        const counts = await (await this.queueOf(name)).getJobCounts(...states);
        return states.map((state) => ({ queue: name, state, count: counts[state] ?? 0 }));
      }),
    );
    return perQueue.flat();
  }

  /** When the oldest job that may start was enqueued, by queue; null without one. UTC milliseconds. */
  async oldestWaiting(): Promise<{ queue: QueueName; since: number | null }[]> {
    return Promise.all(
      QUEUES.map(async (name) => {
        const jobs = await (await this.queueOf(name)).getJobs(['waiting', 'prioritized'], 0, 0, true);
        const times = jobs.flatMap((job) => (job ? [job.timestamp] : []));
        return { queue: name, since: times.length === 0 ? null : Math.min(...times) };
      }),
    );
  }

  /** Jobs that were given up, oldest first; they are kept for two weeks. */
  async deadLetters(): Promise<DeadLetter[]> {
    const perQueue = await Promise.all(
      QUEUES.map(async (queue) => {
        const failed = await (await this.queueOf(queue)).getFailed(0, KEEP_FAILED_MAX);
        return failed.map((job) => ({
          queue,
          id: job.id ?? '',
          name: job.name,
          payload: job.data as Record<string, unknown>,
          reason: job.failedReason,
          attempts: job.attemptsMade,
          failedAt: job.finishedOn ?? 0,
        }));
      }),
    );
    return perQueue.flat().sort((a, b) => a.failedAt - b.failedAt);
  }

  /** Puts a dead letter back in line. @returns false when there is none of this id, or it was put back already */
  async replay(queue: QueueName, id: string): Promise<boolean> {
    const job = await (await this.queueOf(queue)).getJob(id);
    if ((await job?.getState()) !== 'failed') return false;
    await job?.retry();
    return true;
  }

  async close(): Promise<void> {
    if (this.backend === null) return;
    const backend = await this.backend;
    for (const queue of this.queues.values()) await (await queue).close();
    await backend.close();
  }

  private queueOf(name: QueueName): Promise<RawQueue> {
    const present = this.queues.get(name);
    if (present) return present;
    const opening = this.open(name);
    this.queues.set(name, opening);
    // A store that was down at the first try may be up at the next.
    opening.catch(() => this.queues.delete(name));
    return opening;
  }

  private async open(name: QueueName): Promise<RawQueue> {
    this.backend ??= this.openBackend();
    const queue = (await this.backend).openQueue(name);
    queue.on('error', this.onError);
    return queue;
  }
}

/** @returns whether a job of the person is running and could not be removed yet */
async function forgetIn(queue: RawQueue, userId: string): Promise<boolean> {
  let isRunning = false;
  const jobs = await queue.getJobs(ALL_STATES, 0, -1);
  for (const job of jobs) {
    if (!job || !belongsTo(job.data, userId)) continue;
    if (await job.isActive()) isRunning = true;
    else await job.remove();
  }
  return isRunning;
}

function belongsTo(data: unknown, userId: string): boolean {
  return typeof data === 'object' && data !== null && 'userId' in data && data.userId === userId;
}

/** A hash, since the store's own log of events keeps keys after their jobs are gone, and some hold a person's id. */
function dedupeIdOf(name: JobName, key: string): string {
  return `${name}/${createHash('sha256').update(key).digest('base64url')}`;
}
