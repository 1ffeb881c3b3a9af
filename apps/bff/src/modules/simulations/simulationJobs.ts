import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { SimulationService } from './SimulationService.ts';

export function simulationJobs(simulations: SimulationService): Pick<JobHandlers, 'runSimulation'> {
  return {
    runSimulation: {
      run: async ({ userId, simulationId }) =>
        (await simulations.run(userId, simulationId)) ? undefined : { skipped: 'done before' },
      giveUp: ({ userId, simulationId }, error) =>
        simulations.markFailed(userId, simulationId, { code: error.code, message: error.message }),
    },
  };
}
