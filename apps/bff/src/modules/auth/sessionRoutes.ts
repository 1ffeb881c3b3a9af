import { DeviceSessionList } from '@twin/shared/dto/session';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { SessionService } from './SessionService.ts';

export function sessionRoutes(sessions: SessionService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/sessions',
      summary: 'The devices that are signed in.',
      access: 'session',
      answers: { 200: DeviceSessionList },
      handle: async ({ session }) => ({
        status: 200,
        body: { items: await sessions.list(session), nextCursor: null },
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/sessions/:id',
      summary: 'Signs one device out.',
      access: 'session',
      params: z.object({ id: Id }),
      answers: { 204: null },
      handle: async ({ session, params, cookies }) => {
        await sessions.revoke(session.userId, params.id);
        if (params.id === session.id) cookies.close();
        return { status: 204 };
      },
    }),
  ];
}
