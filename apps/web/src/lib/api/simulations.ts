import type { DecisionSimulation, SimulationDto } from '@twin/shared/dto/simulation';
import { request } from './request.ts';

/** A simulation that is being computed, or its outcome. */
export type Simulation = Pick<SimulationDto, 'id' | 'status' | 'result' | 'backtest' | 'reason'>;

/** What the decision would have become otherwise: at once when it was computed before. */
export function askSimulation(decisionId: string, kind: DecisionSimulation): Promise<Simulation> {
  return askWaiting('/v1/simulations', { kind, decisionId });
}

/** A question whose answer is there or has to be waited for. */
export async function askWaiting(path: string, body: object): Promise<Simulation> {
  const answer = await request(path, (wire) => wire.SimulationAsked, { method: 'POST', body });
  if ('simulation' in answer) return answer.simulation;
  return { id: answer.simulationId, status: 'queued', result: null, backtest: null, reason: null };
}

export async function fetchSimulation(id: string): Promise<Simulation> {
  return (await request(`/v1/simulations/${encodeURIComponent(id)}`, (wire) => wire.SimulationAnswer))
    .simulation;
}
