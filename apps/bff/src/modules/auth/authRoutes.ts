import { Credentials, LoginBody, RegisterAnswer, SessionAnswer } from '@twin/shared/dto/auth';
import { AuthOptions } from '@twin/shared/dto/session';
import { type Route, route } from '../../lib/http/route.ts';
import type { AuthService } from './AuthService.ts';
import type { SessionService } from './SessionService.ts';

export function authRoutes(auth: AuthService, sessions: SessionService): Route[] {
  return [...doorRoutes(auth), ...credentialRoutes(auth), ...sessionRoutes(auth, sessions)];
}

/** What needs neither password nor session. */
function doorRoutes(auth: AuthService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/auth/options',
      summary: 'What a person may do at the door of this server.',
      access: 'public',
      answers: { 200: AuthOptions },
      handle: async () => ({ status: 200, body: await auth.options() }),
    }),
    route({
      method: 'POST',
      path: '/v1/auth/demo',
      summary: 'Opens a read-only session of the demo user.',
      access: 'public',
      rate: 'credentials',
      answers: { 201: SessionAnswer },
      handle: async ({ session, from, cookies }) => {
        const signedIn = await auth.openDemo(session, from);
        cookies.open(signedIn.session);
        const expiresAt = signedIn.session.expiresAt.toISOString();
        return { status: 201, body: { user: signedIn.user, expiresAt } };
      },
    }),
  ];
}

function credentialRoutes(auth: AuthService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/auth/register',
      summary: 'Creates an account and signs in.',
      access: 'public',
      rate: 'credentials',
      body: Credentials,
      answers: { 201: RegisterAnswer },
      handle: async ({ body, session, from, cookies }) => {
        const signedIn = await auth.register(body, session, from);
        cookies.open(signedIn.session);
        return { status: 201, body: { user: signedIn.user } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/auth/login',
      summary: 'Signs in; a session of before ends.',
      access: 'public',
      rate: 'credentials',
      body: LoginBody,
      answers: { 200: SessionAnswer },
      handle: async ({ body, session, from, cookies }) => {
        const signedIn = await auth.login(body, session, from);
        cookies.open(signedIn.session);
        const expiresAt = signedIn.session.expiresAt.toISOString();
        return { status: 200, body: { user: signedIn.user, expiresAt } };
      },
    }),
  ];
}

/** The session that a browser came with. */
function sessionRoutes(auth: AuthService, sessions: SessionService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/auth/logout',
      summary: 'Ends the session; without one nothing happens.',
      access: 'public',
      answers: { 204: null },
      handle: async ({ session, cookies }) => {
        if (session) await sessions.close(session);
        cookies.close();
        return { status: 204 };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/auth/session',
      summary: 'Who is signed in, and until when.',
      access: 'session',
      answers: { 200: SessionAnswer },
      handle: async ({ session }) => ({
        status: 200,
        body: { user: await auth.userOf(session), expiresAt: session.expiresAt.toISOString() },
      }),
    }),
  ];
}
