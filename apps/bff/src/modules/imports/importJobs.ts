import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { ImportRunService } from './ImportRunService.ts';

export function importJobs(runs: ImportRunService): Pick<JobHandlers, 'importFills'> {
  return {
    importFills: {
      run: async ({ userId, importId }, { signal }) =>
        (await runs.run(userId, importId, signal)) ? undefined : { skipped: 'the import is over' },
      giveUp: ({ userId, importId }, error) => runs.fail(userId, importId, error),
    },
  };
}
