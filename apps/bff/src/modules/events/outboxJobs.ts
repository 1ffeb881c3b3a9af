import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OutboxRepo } from './OutboxRepo.ts';

const MONTHS_AHEAD = 2;
/** A client that was away for longer loads everything anew instead of following what it missed. */
const KEPT_MS = 92 * 86_400_000;

export function outboxJobs(
  outbox: Pick<OutboxRepo, 'createPartitions' | 'dropPartitions'>,
  clock: Clock,
): Pick<JobHandlers, 'maintainPartitions'> {
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
