import type { AppError } from '@twin/shared/errors/AppError';
import { later, needsPerson, waitMsAfter } from '../../lib/venueWaits.ts';

export { isOfVenue } from '../../lib/venueWaits.ts';

const EVERY_MS = 60 * 60_000;

/** What becomes of a connection whose sync ended. */
export interface SyncSchedule {
  status: 'waiting' | 'blocked';
  nextSyncAt: Date;
  failures: number;
  problem: string | null;
}

/** `random` in [0, 1), here and below. */
export function afterSuccess(now: Date, random: number): SyncSchedule {
  return { status: 'waiting', nextSyncAt: later(now, EVERY_MS, random), failures: 0, problem: null };
}

/** By the error's class: the person acts, the venue's own wait is kept, an outage waits twice as long each time. */
export function afterFailure(now: Date, random: number, failures: number, error: AppError): SyncSchedule {
  const { code } = error;
  const known = { failures: failures + 1, problem: code };
  if (needsPerson(code)) return { status: 'blocked', nextSyncAt: now, ...known };
  return { status: 'waiting', nextSyncAt: later(now, waitMsAfter(failures, error), random), ...known };
}
