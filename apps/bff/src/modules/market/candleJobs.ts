import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CandleFetchService } from './CandleFetchService.ts';
import type { MarketDatabase } from './marketRepos.ts';

const LIMIT = 100;

export function candleJobs(fetches: CandleFetchService): Pick<JobHandlers, 'fetchCandles'> {
  return {
    fetchCandles: {
      run: async ({ userId }, turn) => {
        const outcome = await fetches.run(userId, turn);
        if (outcome === 'off') return { skipped: 'the person has not agreed to it' };
        return outcome === 'goesOn' ? { goesOn: true } : undefined;
      },
    },
  };
}

export function dueCandles({ withoutUser }: Pick<MarketDatabase, 'withoutUser'>, clock: Clock): DueSource {
  return async () => {
    const rows = await withoutUser.marketSchedules.listDue(clock.now(), LIMIT);
    return rows.map(({ userId }) => ({
      ...{ name: 'fetchCandles', payload: { v: 1, userId }, dedupeKey: userId, isBackground: true },
    }));
  };
}
