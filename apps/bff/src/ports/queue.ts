import type { JobName, JobPayload } from '@twin/shared/jobs/catalog';

/** Puts work in line. Called after commit only; the status row is the truth, this is the quick way (decision 8). */
export interface JobQueue {
  /** Equal dedupe keys that still wait collapse into one job. */
  enqueue<Name extends JobName>(
    name: Name,
    payload: JobPayload<Name>,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** Removes every job of a person, done and failed ones too; one that runs is waited for a moment. */
  forget(userId: string): Promise<void>;
}

export interface EnqueueOptions {
  dedupeKey?: string;
  delayMs?: number;
  /** Whatever somebody waits for goes first. */
  isBackground?: boolean;
}
