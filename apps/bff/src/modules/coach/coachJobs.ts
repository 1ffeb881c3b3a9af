import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { CoachService } from './CoachService.ts';

export function coachJobs(coach: CoachService): Pick<JobHandlers, 'reflectOnImport'> {
  return {
    reflectOnImport: {
      run: async ({ userId, importId }) => {
        const messages = await coach.reflectOnImport(userId, importId);
        return messages === 0 ? { skipped: 'nothing new to say' } : undefined;
      },
    },
  };
}
