import type { AppError } from '@twin/shared/errors/AppError';

const MINUTE = 60_000;
const EVERY_MS = 60 * MINUTE;
const BUSY_S = 60;
const OUTAGE_FIRST_MS = MINUTE;
const OUTAGE_MAX_MS = 6 * 60 * MINUTE;
/** Each wait is longer by up to a quarter, so that connections which began together do not stay together. */
const JITTER = 0.25;

/** What the person must mend: waiting helps nothing. */
const BLOCKING: ReadonlySet<string> = new Set([
  'BROKER_SIGN_IN_AGAIN',
  'BROKER_SCOPE_MISSING',
  'BROKER_CAN_TRADE',
  'BROKER_KEY_UNREADABLE',
  'BROKER_NOT_OFFERED',
  'BROKER_REGION',
]);
const PASSING: ReadonlySet<string> = new Set(['BROKER_BUSY', 'BROKER_UNAVAILABLE', 'BROKER_UNREADABLE']);

/** What becomes of a connection whose sync ended. */
export interface SyncSchedule {
  status: 'waiting' | 'blocked';
  nextSyncAt: Date;
  failures: number;
  problem: string | null;
}

/** Whether the venue, or the person's key there, is what stands in the way. */
export function isOfVenue(code: string): boolean {
  return BLOCKING.has(code) || PASSING.has(code);
}

/** `random` in [0, 1), here and below. */
export function afterSuccess(now: Date, random: number): SyncSchedule {
  return { status: 'waiting', nextSyncAt: later(now, EVERY_MS, random), failures: 0, problem: null };
}

/** By the error's class: the person acts, the venue's own wait is kept, an outage waits twice as long each time. */
export function afterFailure(now: Date, random: number, failures: number, error: AppError): SyncSchedule {
  const { code } = error;
  const known = { failures: failures + 1, problem: code };
  if (BLOCKING.has(code)) return { status: 'blocked', nextSyncAt: now, ...known };
  return { status: 'waiting', nextSyncAt: later(now, waitMsAfter(failures, error), random), ...known };
}

/** The venue's own wait, or twice as long each time. */
export function waitMsAfter(failures: number, { code, options }: AppError): number {
  if (code === 'BROKER_BUSY') return (options.retryAfterSeconds ?? BUSY_S) * 1000;
  return Math.min(OUTAGE_FIRST_MS * 2 ** failures, OUTAGE_MAX_MS);
}

export function later(now: Date, waitMs: number, random: number): Date {
  return new Date(now.getTime() + Math.ceil(waitMs * (1 + JITTER * random)));
}
