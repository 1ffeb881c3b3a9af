import { DigestDto, DigestPage, DigestRequest, UnsubscribeBody } from '@twin/shared/dto/digest';
import { Id, PageQuery } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { DigestMailService } from './DigestMailService.ts';
import type { DigestService } from './DigestService.ts';

export function digestRoutes(digests: DigestService, mails: DigestMailService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/digests',
      summary: 'Weekly digests, newest week first.',
      access: 'session',
      query: PageQuery,
      answers: { 200: DigestPage },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await digests.list(session.userId, query),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/digests/:id',
      summary: 'A digest: facts, text, input hash, versions, and what its revision has changed.',
      access: 'session',
      params: z.object({ id: Id }),
      answers: { 200: DigestDto },
      handle: async ({ session, params }) => ({
        status: 200,
        body: await digests.get(session.userId, params.id),
      }),
    }),
    route({
      method: 'POST',
      path: '/v1/digests',
      summary: 'Writes the digest of a finished week now; unchanged fills leave it as it is.',
      access: 'session',
      body: DigestRequest,
      answers: { 200: DigestDto },
      handle: async ({ session, body }) => ({
        status: 200,
        body: await digests.request(session.userId, body),
      }),
    }),
    unsubscribeRoute(mails),
  ];
}

function unsubscribeRoute(mails: DigestMailService): Route {
  return route({
    method: 'POST',
    path: '/v1/digests/unsubscribe',
    summary: 'Turns digest mails off with the token of a mail; needs no session.',
    access: 'public',
    body: UnsubscribeBody,
    answers: { 204: null },
    handle: async ({ body }) => {
      await mails.unsubscribe(body.token);
      return { status: 204 };
    },
  });
}
