import {
  AccountSummary,
  CalendarAnswer,
  CalendarQuery,
  EquityCurve,
  EquityQuery,
  SummaryQuery,
} from '@twin/shared/dto/account';
import { DecisionDto, EpisodeDetail, EpisodePage, EpisodeQuery } from '@twin/shared/dto/decision';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { AccountService } from './AccountService.ts';
import type { DecisionService } from './DecisionService.ts';

export function journalRoutes(decisions: DecisionService, accounts: AccountService): Route[] {
  return [...decisionRoutes(decisions), ...accountRoutes(accounts)];
}

function decisionRoutes(decisions: DecisionService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/decisions/:id',
      summary: 'A decision with its fills, episode, tags and the candles around it.',
      access: 'session',
      params: z.object({ id: Id }),
      answers: { 200: DecisionDto },
      handle: async ({ session, params }) => ({
        status: 200,
        body: await decisions.decision(session.userId, params.id),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/episodes/:id',
      summary:
        'A position from flat to flat with its fills and the candles over it, by its id or any trade of it.',
      access: 'session',
      params: z.object({ id: Id }),
      answers: { 200: EpisodeDetail },
      handle: async ({ session, params }) => ({
        status: 200,
        body: await decisions.episode(session.userId, params.id),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/episodes',
      summary: 'Positions from flat to flat, newest opened first.',
      access: 'session',
      query: EpisodeQuery,
      answers: { 200: EpisodePage },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await decisions.episodes(session.userId, query),
      }),
    }),
  ];
}

function accountRoutes(accounts: AccountService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/account/summary',
      summary: 'Results per quote asset and symbol, and what they leave out.',
      access: 'session',
      query: SummaryQuery,
      answers: { 200: AccountSummary },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await accounts.summary(session.userId, query),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/account/equity',
      summary: 'Cumulative net result per local day, in one asset.',
      access: 'session',
      query: EquityQuery,
      answers: { 200: EquityCurve },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await accounts.equity(session.userId, query),
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/account/calendar',
      summary: 'Result, fees, trades and tags per local day of a month.',
      access: 'session',
      query: CalendarQuery,
      answers: { 200: CalendarAnswer },
      handle: async ({ session, query }) => ({
        status: 200,
        body: await accounts.calendar(session.userId, query),
      }),
    }),
  ];
}
