import { TradePage, TradeQuery } from '@twin/shared/dto/trade';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { TradeService } from './TradeService.ts';

const ById = z.object({ id: Id });

export function tradeRoutes(trades: TradeService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/trades',
      summary: 'Fills with the tags of their decisions, newest first.',
      access: 'session',
      query: TradeQuery,
      answers: { 200: TradePage },
      handle: async ({ session, query }) => ({
        status: 200,
        json: await trades.listJson(session.userId, query),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/trades/:id',
      summary: 'Deletes a trade for good: no later import brings it back, only restore does.',
      access: 'session',
      params: ById,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await trades.remove(session.userId, params.id);
        return { status: 204 };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/trades/:id/restore',
      summary: 'Brings a deleted trade back.',
      access: 'session',
      params: ById,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await trades.restore(session.userId, params.id);
        return { status: 204 };
      },
    }),
  ];
}
