import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { ReportService } from './ReportService.ts';
import type { ScoreService } from './ScoreService.ts';

export function scoreJobs(
  scores: ScoreService,
  reports: ReportService,
): Pick<JobHandlers, 'scoreDecisions' | 'reportBiases'> {
  return {
    scoreDecisions: {
      run: async ({ userId }, turn) => ((await scores.score(userId, turn)) ? undefined : { goesOn: true }),
      giveUp: ({ userId }, { code, message }) => scores.markFailed(userId, { code, message }),
    },
    reportBiases: {
      run: async ({ userId }) =>
        (await reports.report(userId)) ? undefined : { skipped: 'the reports are current' },
    },
  };
}
