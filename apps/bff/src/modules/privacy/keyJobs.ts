import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';

interface Keys {
  listDue(): Promise<string[]>;
  renew(userId: string): Promise<void>;
}

const EVERY_MS = 3_600_000;

export function keyJobs(keys: Keys): Pick<JobHandlers, 'renewKeys'> {
  return {
    renewKeys: {
      run: async ({ userId }) => {
        await keys.renew(userId);
        return undefined;
      },
    },
  };
}

/** Asks once at start, when a master key may be new, and then every hour. */
export function dueKeys(keys: Keys, clock: Clock): DueSource {
  let nextAt = 0;
  return async () => {
    const now = clock.now().getTime();
    if (now < nextAt) return [];
    const due = await keys.listDue();
    nextAt = now + EVERY_MS;
    return due.map((userId) => ({ name: 'renewKeys', payload: { v: 1, userId }, dedupeKey: userId }));
  };
}
