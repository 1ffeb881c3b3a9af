import type { AppError } from '@twin/shared/errors/AppError';
import { later, waitMsAfter } from '../../lib/venueWaits.ts';
import type { MarketSchedule } from './MarketScheduleRepo.ts';

export { isOfVenue } from '../../lib/venueWaits.ts';

/** A bar closes each hour. */
const EVERY_MS = 3_600_000;

/** When candles are fetched next; `random` in [0, 1). A venue that nobody can reach from here is tried as after an outage. */
export function nextFetch(
  now: Date,
  random: number,
  failures: number,
  error: AppError | null,
): Omit<MarketSchedule, 'checkedVersion'> {
  const waitMs = error ? waitMsAfter(failures, error) : EVERY_MS;
  return {
    nextAt: later(now, waitMs, random),
    ...{ failures: error ? failures + 1 : 0, problem: error?.code ?? null },
  };
}
