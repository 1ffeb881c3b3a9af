import { BreakdownAnswer, BreakdownQuery, OutcomeAnswer, OutcomeQuery } from '@twin/shared/dto/outcome';
import { type Route, route } from '../../lib/http/route.ts';
import type { OutcomeService } from './OutcomeService.ts';

export function outcomeRoutes(outcomes: OutcomeService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/account/outcomes',
      summary: 'Closed positions as distributions: by hour, return, time held and excursion.',
      access: 'session',
      query: OutcomeQuery,
      answers: { 200: OutcomeAnswer },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await outcomes.outcomes(session.userId, query),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/account/breakdown',
      summary: 'Closed positions by symbol, pattern, broken rule, account, side or weekday.',
      access: 'session',
      query: BreakdownQuery,
      answers: { 200: BreakdownAnswer },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await outcomes.breakdown(session.userId, query),
      }),
    }),
  ];
}
