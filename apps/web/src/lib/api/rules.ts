import type { RuleBody, RuleSpec } from '@twin/shared/dto/rule';
import { request, requestNothing } from './request.ts';
import { askWaiting, type Simulation } from './simulations.ts';

const pathOf = (id: string) => `/v1/rules/${encodeURIComponent(id)}`;

export async function fetchRules() {
  return (await request('/v1/rules', (wire) => wire.RulePage)).items;
}

export async function createRule(rule: RuleBody) {
  return (await request('/v1/rules', (wire) => wire.RuleAnswer, { method: 'POST', body: rule })).rule;
}

export async function switchRule(id: string, active: boolean) {
  return (await request(pathOf(id), (wire) => wire.RuleAnswer, { method: 'PATCH', body: { active } })).rule;
}

export function deleteRule(id: string) {
  return requestNothing(pathOf(id), { method: 'DELETE' });
}

/** What a rule would have done to the history so far: at once when it was computed before. */
export function askBacktest(rule: RuleSpec): Promise<Simulation> {
  return askWaiting('/v1/rules/backtest', rule);
}
