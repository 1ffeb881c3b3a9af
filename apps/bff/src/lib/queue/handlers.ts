import type { AppError } from '@twin/shared/errors/AppError';
import { JOBS, type JobName, type JobPayload } from '@twin/shared/jobs/catalog';
import type { Logger } from '../telemetry/logger.ts';

export interface JobContext {
  /** Aborted when the job's time is over or the process must end. */
  signal: AbortSignal;
  log: Logger;
  /** Counts from 1. */
  attempt: number;
  /** Whether this job has held its place for long: one that can go on later then answers `goesOn`. */
  isTurnOver(): boolean;
}

/**
 * `skipped` says why there was nothing to do, which is no error; `goesOn` asks for another turn after all that waits,
 * so that one person's million fills do not stand in the way of everybody else.
 */
export type JobOutcome = { skipped: string } | { goesOn: true } | undefined;

export interface JobHandler<Name extends JobName> {
  /** May run twice for the same payload; the second run changes nothing. */
  run(payload: JobPayload<Name>, context: JobContext): Promise<JobOutcome>;
  /** Called once when the job will not be tried again; the place to write the failure where the person sees it. */
  giveUp?(payload: JobPayload<Name>, error: AppError): Promise<void>;
}

export type JobHandlers = { [Name in JobName]: JobHandler<Name> };

/** A job that is due by the database's word, whoever forgot to enqueue it. */
export type DueJob = {
  [Name in JobName]: { name: Name; payload: JobPayload<Name>; dedupeKey: string; isBackground?: boolean };
}[JobName];

/** Lists what is due now; read by the sweeper at boot and every few seconds, so it must be cheap. */
export type DueSource = () => Promise<DueJob[]>;

/** Joins what the modules handle. @throws Error when a job of the catalog has no handler, or two */
export function joinHandlers(parts: readonly Partial<JobHandlers>[]): JobHandlers {
  const counts = new Map<string, number>();
  for (const name of parts.flatMap((part) => Object.keys(part))) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const faults = Object.keys(JOBS)
    .filter((name) => counts.get(name) !== 1)
    .map((name) => `${name} has ${counts.get(name) ?? 0} handlers`);
  if (faults.length > 0) throw new Error(`Every job needs exactly one handler: ${faults.join(', ')}.`);
  return Object.assign({}, ...parts) as JobHandlers;
}
