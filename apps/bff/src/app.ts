import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { AppError } from '@twin/shared/errors/AppError';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { answerUnreadable, sendError } from './lib/http/errorAnswer.ts';
import { acceptJson } from './lib/http/jsonBody.ts';
import { type MountOptions, mountRoutes } from './lib/http/mountRoutes.ts';
import { describeApi } from './lib/http/openapi.ts';
import { mountOperations, type OperationOptions } from './lib/http/operations.ts';
import { addRequestGuards, type GuardOptions } from './lib/http/requestGuards.ts';
import { UPLOAD_LIMIT_BYTES } from './lib/http/upload.ts';
import { mountWebFiles } from './lib/http/webFiles.ts';
import { activeTraceId, enterSpan } from './lib/telemetry/tracing.ts';

export interface AppParts extends MountOptions, GuardOptions, OperationOptions {
  logger: FastifyBaseLogger;
  trustProxy: string[];
  /** null = the API alone. */
  webDir: string | null;
  /** What stands for a person in the logs. */
  pseudonym: (userId: string) => string;
  version: string;
  /** What is no plain route: the stream. */
  mounts: readonly ((app: FastifyInstance) => Promise<void>)[];
}

const JSON_BODY_LIMIT = 1_048_576;
/** Headers come at once and are short: whoever drips them is cut off. */
const HTTP_LIMITS = { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };

/** Builds the application without listening, so that tests can inject requests. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(12).toString('base64url'),
    requestIdHeader: false,
    trustProxy: parts.trustProxy.length > 0 ? parts.trustProxy : false,
    bodyLimit: JSON_BODY_LIMIT,
    // A slow client may not hold a connection for ever; 150 MB at 4 Mbit/s still pass.
    requestTimeout: 300_000,
    connectionTimeout: 330_000,
    http: HTTP_LIMITS,
    frameworkErrors: sendError,
    clientErrorHandler: answerUnreadable,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
  });
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(new AppError('NOT_FOUND'), request, reply));
  acceptJson(app);
  await app.register(cookie);
  await app.register(multipart, {
    limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 10, fieldSize: 8_192, headerPairs: 50 },
  });
  traceRequests(app);
  addRequestGuards(app, parts);
  logAnswers(app, parts.pseudonym);
  mountOperations(app, parts);
  mountRoutes(app, parts);
  for (const mount of parts.mounts) await mount(app);
  mountDescription(app, parts);
  if (parts.webDir !== null) await mountWebFiles(app, parts.webDir, parts.isHttps);
  return app;
}

/** Written when it is first asked for, since that takes a tenth of what the start takes. */
function mountDescription(app: FastifyInstance, { routes, version }: AppParts): void {
  let description: string | null = null;
  app.get('/openapi.json', (_request, reply) => {
    description ??= JSON.stringify(describeApi(routes, version));
    return reply.type('application/json').send(description);
  });
}

/** Everything that a request does happens within its span. */
function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    const name = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    const span = enterSpan(name, { attributes: { 'twin.request.id': request.id }, parent }, done);
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode);
      span.end();
    });
  });
}

/** One line per answered call; the query is left out, as it may say what someone trades. */
function logAnswers(app: FastifyInstance, pseudonym: (userId: string) => string): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        user: request.session ? pseudonym(request.session.userId) : undefined,
        traceId: activeTraceId(),
      },
      'answered',
    );
  });
}
