import type { Route } from '../../lib/http/route.ts';
import type { JobHandlers } from '../../lib/queue/handlers.ts';
import { type SimulationDeps, SimulationService } from './SimulationService.ts';
import { simulationJobs } from './simulationJobs.ts';
import { simulationRoutes } from './simulationRoutes.ts';

export interface Simulations {
  routes: Route[];
  jobs: Pick<JobHandlers, 'runSimulation'>;
}

/** What a decision would have become: computed once per question, answered from the store after that. */
export function createSimulations(deps: SimulationDeps): Simulations {
  const service = new SimulationService(deps);
  return { routes: simulationRoutes(service), jobs: simulationJobs(service) };
}
