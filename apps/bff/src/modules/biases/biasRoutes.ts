import {
  BiasReportAnswer,
  BiasTimeline,
  BiasTimelineQuery,
  FeedbackAnswer,
  FeedbackBody,
} from '@twin/shared/dto/bias';
import { AccountFilter, Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { BiasService } from './BiasService.ts';

export function biasRoutes(biases: BiasService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/biases',
      summary: 'What the whole history says about each pattern.',
      access: 'session',
      query: AccountFilter,
      answers: { 200: BiasReportAnswer },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await biases.reports(session.userId, query),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/biases/timeline',
      summary: 'How many tags per day, week or month, and how sure they are.',
      access: 'session',
      query: BiasTimelineQuery,
      answers: { 200: BiasTimeline },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await biases.timeline(session.userId, query),
      }),
    }),
    route({
      method: 'POST',
      path: '/v1/biases/tags/:id/feedback',
      summary: 'Whether the person sees the pattern too.',
      access: 'session',
      params: z.object({ id: Id }),
      body: FeedbackBody,
      answers: { 200: FeedbackAnswer },
      handle: async ({ session, params, body }) => ({
        status: 200,
        body: await biases.giveFeedback(session.userId, params.id, body),
      }),
    }),
  ];
}
