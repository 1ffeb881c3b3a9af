import {
  TradingAccountBody,
  TradingAccountDto,
  TradingAccountPage,
  TradingAccountPatch,
} from '@twin/shared/dto/account';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { TradingAccountService } from './TradingAccountService.ts';

const AccountId = z.object({ id: Id });

export function tradingAccountRoutes(accounts: TradingAccountService): Route[] {
  return [...listRoutes(accounts), ...singleRoutes(accounts)];
}

function listRoutes(accounts: TradingAccountService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/accounts',
      summary: "The person's trading accounts, oldest first.",
      access: 'session',
      answers: { 200: TradingAccountPage },
      handle: async ({ session }) => ({
        status: 200,
        body: { items: await accounts.list(session.userId), nextCursor: null },
      }),
    }),
    route({
      method: 'POST',
      path: '/v1/accounts',
      summary: 'Adds a trading account.',
      access: 'session',
      body: TradingAccountBody,
      answers: { 201: TradingAccountDto },
      handle: async ({ session, body }) => ({
        status: 201,
        body: await accounts.create(session.userId, body),
      }),
    }),
  ];
}

function singleRoutes(accounts: TradingAccountService): Route[] {
  return [
    route({
      method: 'PATCH',
      path: '/v1/accounts/:id',
      summary: 'Renames a trading account, or says which zone its files are in.',
      access: 'session',
      params: AccountId,
      body: TradingAccountPatch,
      answers: { 200: TradingAccountDto },
      handle: async ({ session, params, body }) => ({
        status: 200,
        body: await accounts.update(session.userId, params.id, body),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/accounts/:id',
      summary: 'Removes a trading account without trades.',
      access: 'session',
      params: AccountId,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await accounts.delete(session.userId, params.id);
        return { status: 204 };
      },
    }),
  ];
}
