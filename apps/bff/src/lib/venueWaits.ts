import type { AppError } from '@twin/shared/errors/AppError';

const BUSY_S = 60;
const OUTAGE_FIRST_MS = 60_000;
const OUTAGE_MAX_MS = 6 * 60 * 60_000;
/** Each wait is longer by up to a quarter, so that what began together does not stay together. */
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

/** Whether the venue, or the person's key there, is what stands in the way. */
export function isOfVenue(code: string): boolean {
  return BLOCKING.has(code) || PASSING.has(code);
}

/** Whether waiting helps nothing. */
export function needsPerson(code: string): boolean {
  return BLOCKING.has(code);
}

/** The venue's own wait, or twice as long each time. */
export function waitMsAfter(failures: number, { code, options }: AppError): number {
  if (code === 'BROKER_BUSY') return (options.retryAfterSeconds ?? BUSY_S) * 1000;
  return Math.min(OUTAGE_FIRST_MS * 2 ** failures, OUTAGE_MAX_MS);
}

/** `random` in [0, 1). */
export function later(now: Date, waitMs: number, random: number): Date {
  return new Date(now.getTime() + Math.ceil(waitMs * (1 + JITTER * random)));
}
