import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CandleFetchService } from './CandleFetchService.ts';
import type { CandleSnapshotService } from './CandleSnapshotService.ts';
import type { MarketDatabase } from './marketRepos.ts';

const LIMIT = 100;

export function candleJobs(
  fetches: CandleFetchService,
  snapshots: CandleSnapshotService,
): Pick<JobHandlers, 'fetchCandles' | 'keepCandles'> {
  return {
    keepCandles: {
      run: async ({ userId }) =>
        (await snapshots.keepDue(userId)) === 0 ? { skipped: 'no told week without its candles' } : undefined,
    },
    fetchCandles: {
      run: async ({ userId }, turn) => {
        const outcome = await fetches.run(userId, turn);
        if (outcome === 'off') return { skipped: 'the person has not agreed to it' };
        return outcome === 'goesOn' ? { goesOn: true } : undefined;
      },
    },
  };
}

/** Whose candles are to be fetched, and whose told weeks have none kept. */
export function dueCandles({ withoutUser }: Pick<MarketDatabase, 'withoutUser'>, clock: Clock): DueSource {
  return async () => {
    const now = clock.now();
    const fetches = await withoutUser.marketSchedules.listDue(now, LIMIT);
    const snapshots = await withoutUser.candleSnapshots.listPeopleDue(LIMIT);
    return [
      ...fetches.map(({ userId }) => ({ name: 'fetchCandles' as const, ...workFor(userId) })),
      ...snapshots.map(({ userId }) => ({ name: 'keepCandles' as const, ...workFor(userId) })),
    ];
  };
}

function workFor(userId: string) {
  return { payload: { v: 1 as const, userId }, dedupeKey: userId, isBackground: true };
}
