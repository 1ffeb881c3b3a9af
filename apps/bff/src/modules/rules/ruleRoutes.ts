import { RuleAnswer, RuleBody, RuleChange, RulePage } from '@twin/shared/dto/rule';
import { Id } from '@twin/shared/dto/wire';
import { z } from 'zod';
import { type Route, route } from '../../lib/http/route.ts';
import type { RuleService } from './RuleService.ts';

const One = z.object({ id: Id });

export function ruleRoutes(rules: RuleService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/rules',
      summary: 'The rules of the person, with how they were kept.',
      access: 'session',
      answers: { 200: RulePage },
      handle: async ({ session }) => ({ status: 200, body: await rules.list(session.userId) }),
    }),
    route({
      method: 'POST',
      path: '/v1/rules',
      summary: 'Makes a rule; it is held against the whole history and every decision from now on.',
      access: 'session',
      body: RuleBody,
      answers: { 201: RuleAnswer },
      handle: async ({ session, body }) => ({
        status: 201,
        body: { rule: await rules.create(session.userId, body) },
      }),
    }),
    route({
      method: 'PATCH',
      path: '/v1/rules/:id',
      summary: 'Changes what a rule asks for, or switches it off and on.',
      access: 'session',
      params: One,
      body: RuleChange,
      answers: { 200: RuleAnswer },
      handle: async ({ session, params, body }) => ({
        status: 200,
        body: { rule: await rules.change(session.userId, params.id, body) },
      }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/rules/:id',
      summary: 'Removes a rule with what was found of it.',
      access: 'session',
      params: One,
      answers: { 204: null },
      handle: async ({ session, params }) => {
        await rules.delete(session.userId, params.id);
        return { status: 204, body: null };
      },
    }),
  ];
}
