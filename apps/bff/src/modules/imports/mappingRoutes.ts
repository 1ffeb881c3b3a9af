import { MappingBody, MappingDto, MappingList } from '@twin/shared/dto/import';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { MappingService } from './MappingService.ts';

const ById = z.object({ id: Id });

export function mappingRoutes(mappings: MappingService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/imports/mappings',
      summary: 'Column mappings that are remembered, oldest first.',
      access: 'session',
      answers: { 200: MappingList },
      handle: async ({ session }) => ({ status: 200, body: await mappings.list(session.userId) }),
    }),
    route({
      method: 'POST',
      path: '/v1/imports/mappings',
      summary: 'Remembers a column mapping for every file with this header.',
      access: 'session',
      body: MappingBody,
      answers: { 201: MappingDto },
      handle: async ({ session, body }) => ({
        status: 201,
        body: await mappings.put(session.userId, body),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/imports/mappings/:id',
      summary: 'Forgets a column mapping.',
      access: 'session',
      params: ById,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await mappings.delete(session.userId, params.id);
        return { status: 204 };
      },
    }),
  ];
}
