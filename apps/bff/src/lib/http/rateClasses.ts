import { AppError } from '@twin/shared/errors/AppError';
import type { RateLimit, RateLimiter } from '../../ports/rateLimiter.ts';
import type { Method, RateClass } from './route.ts';

const MINUTE = 60_000;

/**
 * Calls a minute per person, or per address without a session: far above what a page or a script of one person needs,
 * and a bound for what runs wild. Guessing passwords is slowed apart from this, per account and address.
 */
export const RATE_LIMITS: Record<RateClass, RateLimit> = {
  read: { calls: 60_000, windowMs: MINUTE },
  write: { calls: 3_000, windowMs: MINUTE },
  upload: { calls: 300, windowMs: MINUTE },
  credentials: { calls: 300, windowMs: MINUTE },
};

export type RateLimits = Record<RateClass, RateLimit>;

export interface RateGuard {
  limits: RateLimits;
  /** Reads are counted where they are answered, the rest by all processes together. */
  limiterOf(rate: RateClass): RateLimiter;
  /** A name of who calls that cannot be read back. */
  nameOf(who: string): string;
}

export function rateClassOf(method: Method, chosen: RateClass | undefined): RateClass {
  return chosen ?? (method === 'GET' ? 'read' : 'write');
}

/** @throws AppError RATE_LIMITED with the seconds to wait */
export async function holdToRate(
  { limits, limiterOf, nameOf }: RateGuard,
  rate: RateClass,
  who: string,
): Promise<void> {
  const retryAfterSeconds = await limiterOf(rate).take(`${rate}/${nameOf(who)}`, limits[rate]);
  if (retryAfterSeconds > 0) throw new AppError('RATE_LIMITED', { retryAfterSeconds });
}
