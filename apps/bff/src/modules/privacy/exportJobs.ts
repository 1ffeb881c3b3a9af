import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { ExportService } from './ExportService.ts';

export function exportJobs(exports: ExportService): Pick<JobHandlers, 'exportAccount'> {
  return {
    exportAccount: {
      run: async ({ userId, exportId }, { signal }) =>
        (await exports.run(userId, exportId, signal)) ? undefined : { skipped: 'the export is over' },
      giveUp: ({ userId, exportId }, error) => exports.fail(userId, exportId, error),
    },
  };
}
