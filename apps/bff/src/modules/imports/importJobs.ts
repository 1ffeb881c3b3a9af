import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { ImportRunService } from './ImportRunService.ts';

export function importJobs(runs: ImportRunService): Pick<JobHandlers, 'importFills'> {
  return {
    importFills: {
      run: async ({ userId, importId }, turn) => {
        const end = await runs.run(userId, importId, turn);
        if (end === 'nothing') return { skipped: 'the import is over' };
        return end === 'unfinished' ? { goesOn: true } : undefined;
      },
      giveUp: ({ userId, importId }, error) => runs.fail(userId, importId, error),
    },
  };
}
