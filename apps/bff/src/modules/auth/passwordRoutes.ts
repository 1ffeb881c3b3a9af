import { PasswordChange, ResetConfirm, ResetRequest } from '@twin/shared/dto/auth';
import { type Route, route } from '../../lib/http/route.ts';
import type { PasswordService } from './PasswordService.ts';

export function passwordRoutes(passwords: PasswordService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/auth/password',
      summary: 'Changes the password; every other device is signed out.',
      access: 'session',
      rate: 'credentials',
      body: PasswordChange,
      answers: { 204: null },
      handle: async ({ session, body, from, cookies }) => {
        cookies.open(await passwords.change(session, body, from));
        return { status: 204 };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/auth/reset',
      summary: 'Sends a letter with which a new password can be chosen, if there is such an account.',
      access: 'public',
      rate: 'credentials',
      body: ResetRequest,
      answers: { 204: null },
      handle: async ({ body, from }) => {
        await passwords.requestReset(body.email, from);
        return { status: 204 };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/auth/reset/confirm',
      summary: 'Sets a new password with the token of a letter; every device is signed out.',
      access: 'public',
      rate: 'credentials',
      body: ResetConfirm,
      answers: { 204: null },
      handle: async ({ body }) => {
        await passwords.confirmReset(body);
        return { status: 204 };
      },
    }),
  ];
}
