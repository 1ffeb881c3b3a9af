import { RuleAdherence, type RuleDto, RuleSpec } from '@twin/shared/dto/rule';
import type { ListedBreach } from './RuleBreachRepo.ts';
import type { StoredRule } from './RuleRepo.ts';

/** A rule as its parts were stored; rows are only ever written from this shape. */
export function storedSpec({ kind, params }: Pick<StoredRule, 'kind' | 'params'>): RuleSpec {
  return RuleSpec.parse({ kind, params });
}

export function ruleDto(rule: StoredRule, breaches: { items: ListedBreach[]; count: number }): RuleDto {
  return {
    ...storedSpec(rule),
    id: rule.id,
    active: rule.active,
    createdAt: rule.createdAt.toISOString(),
    since: rule.since.toISOString(),
    adherence: rule.adherence === null ? null : RuleAdherence.parse(rule.adherence),
    breaches: breaches.items.map(({ tradeId, symbol, ts }) => ({ tradeId, symbol, ts: ts.toISOString() })),
    breachCount: breaches.count,
  };
}
