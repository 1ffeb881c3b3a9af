import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../telemetry/metrics.ts';
import { isEqualText } from './csrf.ts';

export interface OperationOptions {
  metrics: Metrics;
  metricsToken: string | null;
  /** Throws when the service could not do its work now, for instance because the database is gone. */
  checkReady(): Promise<void>;
}

const READY_TIMEOUT_MS = 2_000;

/** What machines ask: is it alive, can it work, how is it doing. */
export function mountOperations(app: FastifyInstance, options: OperationOptions): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    try {
      await withinTime(options.checkReady(), READY_TIMEOUT_MS);
      return { status: 'ready' };
    } catch (error) {
      request.log.warn({ err: error }, 'not ready');
      return reply.status(503).send({ status: 'not ready' });
    }
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, options.metricsToken)) return reply.callNotFound();
    return reply.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics());
  });
  app.addHook('onResponse', async (request, reply) => {
    options.metrics.requestSeconds.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: String(reply.statusCode),
      },
      reply.elapsedTime / 1000,
    );
  });
}

/** The socket's own address counts, not X-Forwarded-For: a proxied stranger is not this machine. */
function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  const given = request.headers.authorization;
  if (token !== null) return given !== undefined && isEqualText(given, `Bearer ${token}`);
  const isProxied = request.headers['x-forwarded-for'] !== undefined;
  return !isProxied && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
}

async function withinTime(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
