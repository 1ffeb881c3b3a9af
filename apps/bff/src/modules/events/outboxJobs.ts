import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';

const MONTHS_AHEAD = 2;
/** A client that was away for longer loads everything anew instead of following what it missed. */
const KEPT_MS = 92 * 86_400_000;

/** The outbox's monthly partitions; both answer how many they changed. */
export interface OutboxMonths {
  createPartitions(monthsAhead: number): Promise<number>;
  dropPartitions(before: Date): Promise<number>;
}

export function outboxJobs(outbox: OutboxMonths, clock: Clock): Pick<JobHandlers, 'maintainPartitions'> {
  return {
    maintainPartitions: {
      run: async (_payload, { log }) => {
        const made = await outbox.createPartitions(MONTHS_AHEAD);
        const dropped = await outbox.dropPartitions(new Date(clock.now().getTime() - KEPT_MS));
        if (made + dropped === 0) return { skipped: 'every month is in place' };
        log.info({ made, dropped }, 'outbox partitions');
        return undefined;
      },
    },
  };
}
