import { ExportAccepted, ExportDto } from '@twin/shared/dto/archive';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { ExportService } from './ExportService.ts';

const ById = z.object({ id: Id });
const WithLink = z.object({ link: z.string().max(128).default('') });

export function exportRoutes(exports: ExportService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/privacy/exports',
      summary: 'Copies what the person brought in into a zip that can be restored anywhere.',
      access: 'session',
      answers: { 202: ExportAccepted },
      handle: async ({ session }) => ({
        status: 202,
        body: { exportId: await exports.create(session.userId) },
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/privacy/exports/:id',
      summary: 'How far an export is, and where its zip is.',
      access: 'session',
      params: ById,
      answers: { 200: ExportDto },
      handle: async ({ session, params }) => ({
        status: 200,
        body: await exports.get(session.userId, params.id),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/privacy/exports/:id/download',
      summary: 'The zip of a finished export, by the link of the last hour that the export itself names.',
      access: 'session',
      params: ById,
      query: WithLink,
      answers: { 200: 'file' },
      handle: async ({ session, params, query }) => ({
        status: 200,
        file: await exports.download(session.userId, params.id, query.link),
      }),
    }),
  ];
}
