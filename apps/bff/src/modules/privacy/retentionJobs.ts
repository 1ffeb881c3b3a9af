import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ExpiredRows, ExpiryTimes } from './expiry.ts';

/** How long what is no longer needed is kept, in days; null keeps it for ever. */
export type RetentionDays = { [Kind in keyof ExpiryTimes]: number | null };

export interface RetentionDeps {
  sessions: { deleteExpired(before: Date): Promise<number> };
  retention: { expire(times: ExpiryTimes): Promise<ExpiredRows> };
  /** Counters of calls and tries. */
  rateWindows: { deleteExpired(): Promise<number> };
  exports: { removeExpired(): Promise<number> };
  /** What processes share for a while, candles above all. */
  cache: { deleteExpired(before: Date): Promise<number> };
  days: RetentionDays;
  clock: Clock;
}

const DAY_MS = 86_400_000;

export function retentionJobs({
  sessions,
  retention,
  rateWindows,
  exports,
  cache,
  days,
  clock,
}: RetentionDeps): Pick<JobHandlers, 'expireRows'> {
  const before = (kept: number | null) =>
    kept === null ? null : new Date(clock.now().getTime() - kept * DAY_MS);
  return {
    expireRows: {
      run: async (_payload, { log }) => {
        const expired = {
          sessions: await sessions.deleteExpired(clock.now()),
          counters: await rateWindows.deleteExpired(),
          exports: await exports.removeExpired(),
          cached: await cache.deleteExpired(clock.now()),
          ...(await retention.expire({
            audits: before(days.audits),
            messages: before(days.messages),
            simulations: before(days.simulations),
          })),
        };
        if (Object.values(expired).every((count) => count === 0)) return { skipped: 'nothing is old enough' };
        log.info(expired, 'removed what was kept long enough');
        return undefined;
      },
    },
  };
}
