import { ErrorBody } from '@twin/shared/dto/error';
import { z } from 'zod';
import type { Answers, Route } from './route.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of exactly the routes that are mounted. */
export function describeApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Trading Twin', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The server that gave this page.' }],
    paths,
    components: {
      schemas: { ErrorBody: schemaOf(ErrorBody, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'twin_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
      },
    },
  };
}

function operationOf(route: Route): Json {
  const isUnsafe = route.method !== 'GET';
  return {
    operationId: operationId(route),
    summary: route.summary,
    security: [{ ...(route.access === 'session' ? { session: [] } : {}), ...(isUnsafe ? { csrf: [] } : {}) }],
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...requestBodyOf(route),
    responses: responsesOf(route),
  };
}

/** `GET /v1/trades/:id` is `getTradesById`. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/v\d+\//, '')
    .replace(/:(\w)/g, 'by-$1')
    .match(/\w+/g);
  return [
    method.toLowerCase(),
    ...(words ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ].join('');
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function requestBodyOf(route: Route): Json {
  if (route.upload) {
    const fields = schemaOf(route.upload.fields, 'input');
    const properties = { ...(fields['properties'] as Json), file: { type: 'string', format: 'binary' } };
    const schema = { ...fields, properties, required: ['file'] };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  if (!route.body) return {};
  const schema = schemaOf(route.body, 'input');
  // No body is an empty one.
  const required = !route.body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': { schema } } } };
}

function responsesOf(route: Route): Json {
  const responses: Json = {
    default: {
      description: 'Anything that went wrong.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } },
    },
  };
  for (const [status, schema] of Object.entries(route.answers)) {
    responses[status] = { description: describe(schema), ...contentOf(schema) };
  }
  return responses;
}

function describe(schema: Answers[number]): string {
  if (schema === 'redirect') return 'The browser goes on to the address in `location`.';
  return schema ? 'Done.' : 'Done, without a body.';
}

function contentOf(schema: Answers[number]): Json {
  if (schema === null || schema === 'redirect') return {};
  if (schema === 'file') {
    return { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
  }
  return { content: { 'application/json': { schema: schemaOf(schema, 'output') } } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}
