import type { EventPayload } from '@twin/shared/events/event';
import type { StoredConnection } from './BrokerConnectionRepo.ts';
import type { BrokerRepos } from './brokerRepos.ts';

/** The event of a connection's new state, in the transaction that made it. */
export async function tellStatus(
  { outbox }: Pick<BrokerRepos, 'outbox'>,
  userId: string,
  { id, status, problem }: Pick<StoredConnection, 'id' | 'status' | 'problem'>,
): Promise<void> {
  const payload: EventPayload<'broker.status'> = {
    connectionId: id,
    status,
    ...(problem === null ? {} : { problem }),
  };
  await outbox.append(userId, 'broker.status', payload);
}
