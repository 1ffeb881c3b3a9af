import { SpanKind } from '@opentelemetry/api';
import { AppError } from '@twin/shared/errors/AppError';
import { JOBS, type JobDefinition, type JobName, type JobPayload } from '@twin/shared/jobs/catalog';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { activeTraceId, inSpan } from '../telemetry/tracing.ts';
import type { JobLocks } from './advisoryLocks.ts';
import type { JobHandler, JobHandlers, JobOutcome } from './handlers.ts';
import { withinTime } from './withinTime.ts';

export interface RunJobDeps {
  handlers: JobHandlers;
  locks: JobLocks;
  log: Logger;
  metrics: Metrics;
  /** Aborted when the process must end: what runs goes back in line. */
  shutdown: AbortSignal;
}

type Outcome = 'done' | 'skipped' | 'retry' | 'failed' | 'postponed';

/** How long a job waits whose person has another one running: longer each time it finds it still there. */
const POSTPONE_MS = 150;
const POSTPONE_MAX_MS = 2_000;
/** A job that waits, however shortly, stands behind the others afterwards; one put back in line stands first. */
const STEP_BACK_MS = 1;
/** How long a job may hold its place before others come first. */
const TURN_MS = 20_000;

/** Runs one job: every job passes here, so that parsing, time, locks, logs, traces, metrics and retries are the same. */
export async function runJob(job: Job, token: string | undefined, deps: RunJobDeps): Promise<void> {
  const attributes = { 'twin.queue': job.queueName, 'twin.job.id': job.id ?? '' };
  const parent = job.opts.telemetry?.metadata;
  await inSpan(`job ${job.name}`, { kind: SpanKind.CONSUMER, attributes, parent }, () =>
    runTraced(job, token, deps),
  );
}

async function runTraced(job: Job, token: string | undefined, deps: RunJobDeps): Promise<void> {
  const startedAt = performance.now();
  const labels = { queue: job.queueName, job: job.name };
  const log = deps.log.child({ ...labels, jobId: job.id, traceId: activeTraceId() });
  const settle = (outcome: Outcome, more: object = {}): void => {
    const seconds = (performance.now() - startedAt) / 1000;
    deps.metrics.jobSeconds.observe({ ...labels, outcome }, seconds);
    log.info({ outcome, ms: Math.round(seconds * 1000), attempt: job.attemptsMade + 1, ...more }, 'job ran');
  };
  const waited = waitedSeconds(job);
  if (waited !== null) deps.metrics.jobWaitSeconds.observe(labels, waited);
  try {
    const outcome = await runSerially(job, log, deps);
    if (outcome === 'busy') {
      settle('postponed');
      const waitMs = Math.min(POSTPONE_MAX_MS, POSTPONE_MS * Math.max(1, job.attemptsStarted));
      await job.moveToDelayed(Date.now() + waitMs, token);
      throw new DelayedError();
    }
    if (outcome && 'goesOn' in outcome) {
      settle('postponed');
      await job.moveToDelayed(Date.now() + STEP_BACK_MS, token);
      throw new DelayedError();
    }
    settle(outcome ? 'skipped' : 'done', outcome);
  } catch (error) {
    if (error instanceof DelayedError || error instanceof WaitingError) throw error;
    if (deps.shutdown.aborted) {
      settle('postponed');
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const failure = toAppError(error);
    deps.metrics.jobFailures.inc({ ...labels, code: failure.code });
    log[failure.definition.level]({ err: failure, code: failure.code }, 'job failed');
    const isFinal = !failure.definition.retry || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    settle(isFinal ? 'failed' : 'retry', { code: failure.code });
    if (isFinal) await giveUp(job.name, job.data, failure, deps);
    throw isFinal ? new UnrecoverableError(failure.code) : new Error(failure.code);
  }
}

/** Tells the handler that its job will not be tried again. Its own failure is logged; the sweeper asks again. */
export async function giveUp(
  name: string,
  data: unknown,
  failure: AppError,
  deps: RunJobDeps,
): Promise<void> {
  try {
    const { handler, payload } = readJob(name, data, deps.handlers);
    await handler.giveUp?.(payload, failure);
  } catch (error) {
    deps.log.error({ err: error, job: name }, 'a failed job could not be marked as failed');
  }
}

async function runSerially(job: Job, log: Logger, deps: RunJobDeps): Promise<JobOutcome | 'busy'> {
  const { handler, payload, definition } = readJob(job.name, job.data, deps.handlers);
  const key = serialKeyOf(definition, payload);
  return withinTime(definition.timeoutMs, deps.shutdown, async (signal) => {
    const begun = performance.now();
    const isTurnOver = () => performance.now() - begun > TURN_MS;
    const run = () => handler.run(payload, { signal, log, attempt: job.attemptsMade + 1, isTurnOver });
    if (key === null) return run();
    let outcome: JobOutcome;
    // Held until the handler really ends, even when its time is over before.
    const hasRun = await deps.locks.tryRun(key, async () => {
      outcome = await run();
    });
    return hasRun ? outcome : 'busy';
  });
}

interface ReadJob {
  definition: JobDefinition;
  payload: JobPayload<JobName>;
  handler: JobHandler<JobName>;
}

/** @throws AppError JOB_UNREADABLE for a name or a payload that the catalog does not know */
function readJob(name: string, data: unknown, handlers: JobHandlers): ReadJob {
  if (!Object.hasOwn(JOBS, name)) throw new AppError('JOB_UNREADABLE', { context: { name } });
  const known = name as JobName;
  const parsed = JOBS[known].payload.safeParse(data);
  if (!parsed.success) throw new AppError('JOB_UNREADABLE', { cause: parsed.error, context: { name } });
  return {
    definition: JOBS[known],
    payload: parsed.data,
    // The catalog ties each name to its payload; the compiler cannot follow that through a union.
    handler: handlers[known] as JobHandler<JobName>,
  };
}

function serialKeyOf({ queue, serialBy }: JobDefinition, payload: JobPayload<JobName>): string | null {
  if (serialBy === undefined || !(serialBy in payload)) return null;
  return `${queue}/${payload[serialBy as keyof typeof payload]}`;
}

/** Only a first start tells how long the line is; later ones waited on purpose. */
function waitedSeconds(job: Job): number | null {
  if (job.attemptsStarted > 1 || job.processedOn === undefined) return null;
  return Math.max(0, job.processedOn - job.timestamp - (job.opts.delay ?? 0)) / 1000;
}

function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('INTERNAL', { cause: error });
}
