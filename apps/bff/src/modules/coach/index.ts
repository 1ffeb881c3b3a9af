import type { Route } from '../../lib/http/route.ts';
import type { JobHandlers } from '../../lib/queue/handlers.ts';
import { type CoachDeps, CoachService } from './CoachService.ts';
import { coachJobs } from './coachJobs.ts';
import { coachRoutes } from './coachRoutes.ts';

export interface Coach {
  routes: Route[];
  jobs: Pick<JobHandlers, 'reflectOnImport'>;
}

/** Speaks about decisions and answers questions, from facts alone. */
export function createCoach(deps: CoachDeps): Coach {
  const service = new CoachService(deps);
  return { routes: coachRoutes(service), jobs: coachJobs(service) };
}
