// Brings the types that the cookie plugin adds to replies.
import type {} from '@fastify/cookie';
import type { FastifyReply } from 'fastify';

export interface IssuedSession {
  id: string;
  /** The opaque token; only its hash is stored. */
  token: string;
  expiresAt: Date;
}

/** What sign-in and sign-out do to the answer's cookies. */
export interface SessionCookies {
  open(session: IssuedSession): void;
  close(): void;
}

export const CSRF_COOKIE = 'twin_csrf';

/** The prefix makes browsers refuse the cookie from other hosts and without Secure. */
export function sessionCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-twin_session' : 'twin_session';
}

export function setSessionCookie(reply: FastifyReply, isHttps: boolean, session: IssuedSession): void {
  reply.setCookie(sessionCookieName(isHttps), session.token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    path: '/',
    expires: session.expiresAt,
  });
}

export function clearSessionCookie(reply: FastifyReply, isHttps: boolean): void {
  reply.clearCookie(sessionCookieName(isHttps), {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    path: '/',
  });
}

/** Readable by our own pages, which send it back as a header; a browser session long. */
export function setCsrfCookie(reply: FastifyReply, isHttps: boolean, token: string): void {
  reply.setCookie(CSRF_COOKIE, token, { sameSite: 'lax', secure: isHttps, path: '/' });
}
