import { SimulationAccepted, SimulationAnswer, type SimulationDto } from '@twin/shared/dto/simulation';
import { z } from 'zod';
import { request } from './request.ts';

const AskAnswer = z.union([SimulationAnswer, SimulationAccepted]);

/** A simulation that is being computed, or its outcome. */
export type Simulation = Pick<SimulationDto, 'id' | 'status' | 'result' | 'reason'>;

/** What the decision would have become if it had been held: at once when it was computed before. */
export async function askHold(decisionId: string): Promise<Simulation> {
  const body = { kind: 'hold', decisionId };
  const answer = await request('/v1/simulations', AskAnswer, { method: 'POST', body });
  if ('simulation' in answer) return answer.simulation;
  return { id: answer.simulationId, status: 'queued', result: null, reason: null };
}

export async function fetchSimulation(id: string): Promise<Simulation> {
  return (await request(`/v1/simulations/${encodeURIComponent(id)}`, SimulationAnswer)).simulation;
}
