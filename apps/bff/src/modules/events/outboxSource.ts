import type { Database } from '../../lib/db.ts';
import { firstUlidAt } from '../../lib/ulid.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OutboxRepo } from './OutboxRepo.ts';
import type { EventSource } from './StreamHub.ts';

/** The outbox as the hub reads it: each call in a transaction of its own, bound to the person. */
export function outboxSource(
  { forUser, withoutUser }: Pick<Database<{ outbox: OutboxRepo }>, 'forUser' | 'withoutUser'>,
  validSessions: (sessionIds: string[]) => Promise<Set<string>>,
  clock: Clock,
): EventSource {
  return {
    listSince: (userId, afterId, limit) =>
      forUser(userId, ({ outbox }) => outbox.listSince(userId, afterId, limit)),
    headOf: (userId) => withoutUser.outbox.headOf(userId),
    headsOf: (userIds) => withoutUser.outbox.headsOf(userIds),
    oldestKept: async () => firstUlidAt((await withoutUser.outbox.keptSince()).getTime()),
    markDelivered: (userId, id) =>
      forUser(userId, ({ outbox }) => outbox.markDelivered(userId, [id], clock.now())),
    validSessions,
  };
}
