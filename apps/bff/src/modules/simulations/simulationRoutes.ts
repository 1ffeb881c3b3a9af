import { RuleSpec } from '@twin/shared/dto/rule';
import {
  SimulationAccepted,
  SimulationAnswer,
  SimulationBody,
  type SimulationDto,
} from '@twin/shared/dto/simulation';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { SimulationService } from './SimulationService.ts';

export function simulationRoutes(simulations: SimulationService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/simulations',
      summary:
        'What a decision would have become: at once when it was computed before, else as an event later.',
      access: 'session',
      // It stores nothing but its own cache, so the demo may ask too.
      isHarmless: true,
      body: SimulationBody,
      answers: { 200: SimulationAnswer, 202: SimulationAccepted },
      handle: async ({ session, body }) => answerOf(await simulations.ask(session.userId, body)),
    }),
    route({
      method: 'POST',
      path: '/v1/rules/backtest',
      summary: 'What a rule would have done to the history so far, before it is made.',
      access: 'session',
      isHarmless: true,
      body: RuleSpec,
      answers: { 200: SimulationAnswer, 202: SimulationAccepted },
      handle: async ({ session, body }) => answerOf(await simulations.askBacktest(session.userId, body)),
    }),
    route({
      method: 'GET',
      path: '/v1/simulations/:id',
      summary: 'A simulation, waiting or done.',
      access: 'session',
      params: z.object({ id: Id }),
      answers: { 200: SimulationAnswer },
      handle: async ({ session, params }) => ({
        status: 200,
        body: { simulation: await simulations.get(session.userId, params.id) },
      }),
    }),
  ];
}

function answerOf(simulation: SimulationDto) {
  return simulation.status === 'done'
    ? ({ status: 200, body: { simulation } } as const)
    : ({ status: 202, body: { simulationId: simulation.id } } as const);
}
