import {
  RecoveryCodes,
  SecondFactorBegin,
  SecondFactorConfirm,
  SecondFactorEnd,
  SecondFactorSecret,
  SecondFactorStatus,
} from '@twin/shared/dto/secondFactor';
import { type Route, route } from '../../lib/http/route.ts';
import type { SecondFactorService } from './SecondFactorService.ts';

export function secondFactorRoutes(factor: SecondFactorService): Route[] {
  return [...turningOn(factor), ...turnedOn(factor)];
}

function turningOn(factor: SecondFactorService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/auth/totp',
      summary: 'Makes the secret of a second factor; it counts once a code of it was confirmed.',
      access: 'session',
      rate: 'credentials',
      body: SecondFactorBegin,
      answers: { 200: SecondFactorSecret },
      handle: async ({ session, body, from }) => ({
        status: 200,
        body: await factor.begin(session, body.password, from),
      }),
    }),
    route({
      method: 'POST',
      path: '/v1/auth/totp/confirm',
      summary: 'Turns the second factor on; every other device is signed out.',
      access: 'session',
      rate: 'credentials',
      body: SecondFactorConfirm,
      answers: { 200: RecoveryCodes },
      handle: async ({ session, body, from, cookies }) => {
        const { session: issued, ...shown } = await factor.confirm(session, body.code, from);
        cookies.open(issued);
        return { status: 200, body: shown };
      },
    }),
  ];
}

function turnedOn(factor: SecondFactorService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/auth/totp',
      summary: 'Whether a second factor is on, and how many recovery codes are left.',
      access: 'session',
      answers: { 200: SecondFactorStatus },
      handle: async ({ session }) => ({ status: 200, body: await factor.status(session.userId) }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/auth/totp',
      summary: 'Turns the second factor off.',
      access: 'session',
      rate: 'credentials',
      body: SecondFactorEnd,
      answers: { 204: null },
      handle: async ({ session, body, from, cookies }) => {
        cookies.open(await factor.end(session, body, from));
        return { status: 204 };
      },
    }),
  ];
}
