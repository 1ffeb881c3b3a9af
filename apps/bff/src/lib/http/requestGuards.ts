// Brings the types that the cookie plugin adds to requests.
import type {} from '@fastify/cookie';
import { AppError } from '@twin/shared/errors/AppError';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CsrfTokens, isEqualText } from './csrf.ts';
import { isKnownHost, isOwnOrigin, type OriginPolicy } from './originCheck.ts';
import { setSecurityHeaders } from './securityHeaders.ts';
import type { Authenticator, RequestSession } from './session.ts';
import { CSRF_COOKIE, sessionCookieName, setCsrfCookie } from './sessionCookies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: RequestSession | null;
  }
}

export interface GuardOptions {
  isHttps: boolean;
  origins: OriginPolicy;
  csrf: CsrfTokens;
  authenticator: Authenticator;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What every request passes: headers, host and origin, session, CSRF token. */
export function addRequestGuards(app: FastifyInstance, options: GuardOptions): void {
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(reply, options.isHttps);
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
    if (!isKnownHost(request.headers.host, options.origins)) throw new AppError('ORIGIN_FORBIDDEN');
    const isSafe = SAFE_METHODS.has(request.method);
    if (isSafe && !needsSession(request)) return;
    request.session = await sessionOf(request, options);
    if (isSafe) offerCsrfToken(request, reply, options);
    else refuseForgery(request, options);
  });
}

/** Pages and health ask the database nothing once the person has a CSRF token; assets are cached by anyone. */
function needsSession(request: FastifyRequest): boolean {
  if (request.url.startsWith('/v1/')) return true;
  return request.cookies[CSRF_COOKIE] === undefined && !request.url.startsWith('/_next/');
}

async function sessionOf(request: FastifyRequest, options: GuardOptions): Promise<RequestSession | null> {
  const token = request.cookies[sessionCookieName(options.isHttps)];
  return token === undefined ? null : options.authenticator.authenticate(token);
}

function offerCsrfToken(request: FastifyRequest, reply: FastifyReply, options: GuardOptions): void {
  const sessionId = request.session?.id ?? null;
  const present = request.cookies[CSRF_COOKIE];
  if (present !== undefined && options.csrf.fits(present, sessionId)) return;
  setCsrfCookie(reply, options.isHttps, options.csrf.issue(sessionId));
}

function refuseForgery(request: FastifyRequest, options: GuardOptions): void {
  if (!isOwnOrigin(request.headers, options.origins)) throw new AppError('ORIGIN_FORBIDDEN');
  const cookie = request.cookies[CSRF_COOKIE];
  const header = request.headers['x-csrf-token'];
  const isGenuine =
    cookie !== undefined &&
    typeof header === 'string' &&
    isEqualText(cookie, header) &&
    options.csrf.fits(cookie, request.session?.id ?? null);
  if (!isGenuine) throw new AppError('CSRF_MISMATCH');
}
