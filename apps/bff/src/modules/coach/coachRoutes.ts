import { CoachAnswer, CoachMessagePage, CoachQuestion } from '@twin/shared/dto/coach';
import { PageQuery } from '@twin/shared/dto/wire';
import { type Route, route } from '../../lib/http/route.ts';
import type { CoachService } from './CoachService.ts';

export function coachRoutes(coach: CoachService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/coach/messages',
      summary: 'The conversation with the coach, newest first.',
      access: 'session',
      query: PageQuery,
      answers: { 200: CoachMessagePage },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await coach.listMessages(session.userId, query),
      }),
    }),
    route({
      method: 'POST',
      path: '/v1/coach/messages',
      summary: 'A note or a question; the reply uses the person’s own facts only.',
      access: 'session',
      body: CoachQuestion,
      answers: { 201: CoachAnswer },
      handle: async ({ session, body }) => ({ status: 201, body: await coach.ask(session.userId, body) }),
    }),
  ];
}
