import {
  FormatList,
  ImportAccepted,
  ImportDto,
  ImportFields,
  ImportList,
  ImportPreview,
} from '@twin/shared/dto/import';
import { Id, PageQuery } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import { type IncomingFile, readUpload } from '../../lib/http/upload.ts';
import type { ImportService } from './ImportService.ts';
import type { PreviewService } from './PreviewService.ts';

const ById = z.object({ id: Id });
const NoFields = z.object({});

export interface Spooled {
  name: string;
  path: string;
  discard(): Promise<void>;
}

export function importRoutes(
  imports: ImportService,
  previews: PreviewService,
  spool: (file: IncomingFile) => Promise<Spooled>,
): Route[] {
  return [
    formatsRoute(imports),
    ...uploadRoutes(imports, previews, spool),
    restoreRoute(imports),
    ...storedRoutes(imports),
  ];
}

function formatsRoute(imports: ImportService): Route {
  return route({
    method: 'GET',
    path: '/v1/imports/formats',
    summary: 'The kinds of files that can be read.',
    access: 'session',
    answers: { 200: FormatList },
    handle: async () => ({ status: 200, body: imports.formats() }),
  });
}

function uploadRoutes(
  imports: ImportService,
  previews: PreviewService,
  spool: (file: IncomingFile) => Promise<Spooled>,
): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/imports/preview',
      summary: 'Says what an import of the file would bring; stores nothing.',
      access: 'session',
      rate: 'upload',
      upload: { fields: ImportFields },
      answers: { 200: ImportPreview },
      handle: async ({ session, request }) => {
        const { fields, file } = await readUpload(request, ImportFields, spool);
        try {
          return { status: 200, body: await previews.preview(session.userId, file, fields) };
        } finally {
          await file.discard();
        }
      },
    }),
    route({
      method: 'POST',
      path: '/v1/imports',
      summary: 'Takes a file of fills in; the worker reads and scores it.',
      access: 'session',
      rate: 'upload',
      upload: { fields: ImportFields },
      answers: { 202: ImportAccepted },
      handle: async ({ session, request }) => {
        const { fields, file } = await readUpload(request, ImportFields, (part) => imports.receive(part));
        return { status: 202, body: { importId: await imports.create(session.userId, file, fields) } };
      },
    }),
  ];
}

function restoreRoute(imports: ImportService): Route {
  return route({
    method: 'POST',
    path: '/v1/imports/restore',
    summary: 'Takes an export of ours in: trades, accounts, rules, mappings and feedback.',
    access: 'session',
    rate: 'upload',
    upload: { fields: NoFields },
    answers: { 202: ImportAccepted },
    handle: async ({ session, request }) => {
      const { file } = await readUpload(request, NoFields, (part) => imports.receive(part));
      return { status: 202, body: { importId: await imports.restore(session.userId, file) } };
    },
  });
}

function storedRoutes(imports: ImportService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/imports',
      summary: 'Imports, newest first.',
      access: 'session',
      query: PageQuery,
      answers: { 200: ImportList },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await imports.list(session.userId, query.cursor, query.limit),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/imports/:id',
      summary: 'One import with its counts and problems.',
      access: 'session',
      params: ById,
      answers: { 200: ImportDto },
      handle: async ({ session, params }) => ({
        status: 200,
        body: await imports.get(session.userId, params.id),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/imports/:id',
      summary: 'Undoes an import; trades that another import holds stay.',
      access: 'session',
      params: ById,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await imports.undo(session.userId, params.id);
        return { status: 204 };
      },
    }),
  ];
}
