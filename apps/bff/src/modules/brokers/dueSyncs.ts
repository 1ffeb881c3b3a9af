import type { DueSource } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BrokerConnectionRepo } from './BrokerConnectionRepo.ts';

/** A sync that gave no sign of life for so long is taken up again. */
const SILENCE_MS = 120_000;
const LIMIT = 100;

/** The connections of all people whose time has come. */
export function dueSyncs(repo: Pick<BrokerConnectionRepo, 'listDue'>, clock: Clock): DueSource {
  return async () => {
    const now = clock.now();
    const due = await repo.listDue(now, new Date(now.getTime() - SILENCE_MS), LIMIT);
    return due.map(({ userId, id }) => ({
      name: 'syncBroker',
      payload: { v: 1, userId, connectionId: id },
      dedupeKey: id,
    }));
  };
}
