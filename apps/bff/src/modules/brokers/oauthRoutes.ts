import { BrokerName } from '@twin/shared/dto/broker';
import { AccountName } from '@twin/shared/dto/wire';
import { AppError } from '@twin/shared/errors/AppError';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { BrokerOAuthService } from './BrokerOAuthService.ts';

const ByBroker = z.object({ broker: BrokerName });
const StartQuery = z.object({ account: AccountName.default('main') });
const Back = z.object({
  state: z.string().max(512),
  code: z.string().max(4_096).optional(),
  error: z.string().max(512).optional(),
  iss: z.string().max(512).optional(),
});
const SETTINGS = '/settings';

/** The two addresses that the browser itself visits; both answer with where it goes next. */
export function oauthRoutes(signIns: BrokerOAuthService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/brokers/:broker/oauth/start',
      summary: 'Sends the browser to the broker to sign in there.',
      access: 'session',
      rate: 'credentials',
      isHarmless: false,
      params: ByBroker,
      query: StartQuery,
      answers: { 303: 'redirect' },
      handle: async ({ session, params, query }) => {
        const person = { userId: session.userId, sessionId: session.id };
        return { status: 303, location: await signIns.start(person, params.broker, query.account) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/brokers/:broker/oauth/callback',
      summary: 'Where the broker sends the browser back to.',
      access: 'session',
      rate: 'credentials',
      isHarmless: false,
      params: ByBroker,
      query: Back,
      answers: { 303: 'redirect' },
      handle: async ({ session, params, query }) => {
        const person = { userId: session.userId, sessionId: session.id };
        const back = new URLSearchParams();
        for (const [name, value] of Object.entries(query)) if (value !== undefined) back.set(name, value);
        try {
          await signIns.complete(person, params.broker, back);
          return { status: 303, location: `${SETTINGS}?broker=${params.broker}` };
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          return { status: 303, location: `${SETTINGS}?brokerProblem=${error.code}` };
        }
      },
    }),
  ];
}
