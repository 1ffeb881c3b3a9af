import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { BrokerSyncService } from './BrokerSyncService.ts';

export function syncJobs(syncs: BrokerSyncService): Pick<JobHandlers, 'syncBroker'> {
  return {
    syncBroker: {
      run: async ({ userId, connectionId }, { signal }) =>
        (await syncs.run(userId, connectionId, signal)) ? undefined : { skipped: 'not due' },
      giveUp: ({ userId, connectionId }, error) => syncs.giveUp(userId, connectionId, error),
    },
  };
}
