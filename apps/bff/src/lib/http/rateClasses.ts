import { AppError } from '@twin/shared/errors/AppError';
import type { RateLimit, RateLimiter } from '../../ports/rateLimiter.ts';
import type { Method, RateClass } from './route.ts';

const MINUTE = 60_000;

/** Calls a minute per person, or per address without a session. Guessing passwords is also slowed per account. */
export const RATE_LIMITS: Record<RateClass, RateLimit> = {
  read: { calls: 1_200, windowMs: MINUTE },
  write: { calls: 240, windowMs: MINUTE },
  upload: { calls: 60, windowMs: MINUTE },
  credentials: { calls: 60, windowMs: MINUTE },
};

export type RateLimits = Record<RateClass, RateLimit>;

export function rateClassOf(method: Method, chosen: RateClass | undefined): RateClass {
  return chosen ?? (method === 'GET' ? 'read' : 'write');
}

/** @throws AppError RATE_LIMITED with the seconds to wait */
export async function holdToRate(
  limiter: RateLimiter,
  limits: RateLimits,
  rate: RateClass,
  who: string,
): Promise<void> {
  const retryAfterSeconds = await limiter.take(`${rate}:${who}`, limits[rate]);
  if (retryAfterSeconds > 0) throw new AppError('RATE_LIMITED', { retryAfterSeconds });
}
