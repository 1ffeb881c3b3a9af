import { AppError } from '@twin/shared/errors/AppError';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CsrfTokens } from './csrf.ts';
import { parseInput } from './inputProblems.ts';
import { holdToRate, type RateGuard, rateClassOf } from './rateClasses.ts';
import type { Route, RouteAnswer, RouteContext } from './route.ts';
import type { RequestSession } from './session.ts';
import {
  clearSessionCookie,
  type SessionCookies,
  setCsrfCookie,
  setSessionCookie,
} from './sessionCookies.ts';

export interface MountOptions {
  routes: readonly Route[];
  isHttps: boolean;
  csrf: CsrfTokens;
  rate: RateGuard;
}

/** Gives every declared route its guards, its parsing and its cut answer. */
export function mountRoutes(app: FastifyInstance, options: MountOptions): void {
  for (const route of options.routes) {
    app.route({
      method: route.method,
      url: route.path,
      preParsing: async (request) => guard(route, request, options),
      handler: async (request, reply) => {
        const context = contextOf(route, request, reply, options);
        return sendAnswer(route, await route.handle(context), reply);
      },
    });
  }
}

/** Refuses before a byte of the body is read. */
async function guard(route: Route, request: FastifyRequest, options: MountOptions): Promise<void> {
  const { session } = request;
  const rate = rateClassOf(route.method, route.rate);
  await holdToRate(options.rate, rate, session?.userId ?? request.ip);
  if (route.access !== 'session') return;
  if (session === null) throw new AppError('UNAUTHENTICATED');
  const isHarmless = route.isHarmless ?? route.method === 'GET';
  if (session.isDemo && !isHarmless) throw new AppError('DEMO_READ_ONLY');
}

function contextOf(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: MountOptions,
): RouteContext<unknown, unknown, unknown, 'public'> {
  const session: RequestSession | null = request.session;
  return {
    params: route.params && parseInput(route.params, request.params),
    query: route.query && parseInput(route.query, request.query),
    body: route.body && parseInput(route.body, request.body === undefined ? {} : request.body),
    session,
    from: { ip: request.ip, userAgent: request.headers['user-agent'] ?? null },
    cookies: cookiesOf(reply, options),
    request,
  } as RouteContext<unknown, unknown, unknown, 'public'>;
}

function cookiesOf(reply: FastifyReply, { isHttps, csrf }: MountOptions): SessionCookies {
  return {
    open(session) {
      setSessionCookie(reply, isHttps, session);
      setCsrfCookie(reply, isHttps, csrf.issue(session.id));
    },
    close() {
      clearSessionCookie(reply, isHttps);
      setCsrfCookie(reply, isHttps, csrf.issue(null));
    },
  };
}

/** The schema cuts what it does not name; an answer that misses what it names is our own fault. */
function sendAnswer(route: Route, answer: RouteAnswer, reply: FastifyReply): FastifyReply {
  const schema = route.answers[answer.status];
  if (schema === undefined) throw misfit(route, [`status ${answer.status}`]);
  reply.status(answer.status);
  if (schema === null) return reply.send();
  if (schema === 'file') return sendFile(route, answer, reply);
  if (schema === 'redirect') return reply.redirect(answer.location ?? '/', answer.status);
  if (answer.json !== undefined) return reply.type('application/json; charset=utf-8').send(answer.json);
  const cut = schema.safeParse(answer.body);
  if (!cut.success) {
    throw misfit(
      route,
      cut.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.code}`),
    );
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(cut.data));
}

/** The name is ours, of plain letters. */
function sendFile(route: Route, { file }: RouteAnswer, reply: FastifyReply): FastifyReply {
  if (!file) throw misfit(route, ['no file']);
  return reply
    .type(file.type)
    .header('content-disposition', `attachment; filename="${file.name}"`)
    .header('cache-control', 'no-store')
    .send(file.content);
}

function misfit(route: Route, problems: string[]): AppError {
  return new AppError('INTERNAL', { context: { route: `${route.method} ${route.path}`, problems } });
}
