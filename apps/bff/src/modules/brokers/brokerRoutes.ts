import {
  BrokerConnectionDto,
  BrokerConnectionList,
  BrokerKeyBody,
  BrokerName,
  BrokerSyncBody,
} from '@twin/shared/dto/broker';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { BrokerService } from './BrokerService.ts';

const ByBroker = z.object({ broker: BrokerName });
const ById = z.object({ id: Id });

export function brokerRoutes(brokers: BrokerService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/brokers/connections',
      summary: 'Connected brokers and how they are, and the brokers that can be connected.',
      access: 'session',
      answers: { 200: BrokerConnectionList },
      handle: async ({ session }) => ({ status: 200, body: await brokers.list(session.userId) }),
    }),
    keyRoute(brokers),
    route({
      method: 'POST',
      path: '/v1/brokers/connections/:id/sync',
      summary: 'Reads what is new at the broker now.',
      access: 'session',
      params: ById,
      body: BrokerSyncBody,
      answers: { 202: BrokerConnectionDto },
      handle: async ({ session, params, body }) => ({
        status: 202,
        body: await brokers.syncNow(session.userId, params.id, body),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/brokers/connections/:id',
      summary: 'Ends the connection and forgets its key; the trades stay.',
      access: 'session',
      params: ById,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await brokers.disconnect(session.userId, params.id);
        return { status: 204 };
      },
    }),
  ];
}

function keyRoute(brokers: BrokerService): Route {
  return route({
    method: 'POST',
    path: '/v1/brokers/:broker/api-key',
    summary: 'Connects a broker by a key that may read and do nothing else.',
    access: 'session',
    rate: 'credentials',
    params: ByBroker,
    body: BrokerKeyBody,
    answers: { 201: BrokerConnectionDto },
    handle: async ({ session, params, body }) => ({
      status: 201,
      body: await brokers.connectKey(session.userId, params.broker, body),
    }),
  });
}
