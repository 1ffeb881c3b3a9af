import type { RuleBody, RuleChange, RuleDto, RulePage } from '@twin/shared/dto/rule';
import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { StoredRule } from './RuleRepo.ts';
import { ruleDto } from './ruleDto.ts';
import type { ForRules, RuleRepos } from './ruleRepos.ts';
import { parseSpec } from './ruleSpec.ts';

export interface RuleDeps {
  forUser: ForRules;
  queue: JobQueue;
  clock: Clock;
}

/** The person's rules: made, changed, switched off and on, read with how they were kept. */
export class RuleService {
  private readonly deps: RuleDeps;

  constructor(deps: RuleDeps) {
    this.deps = deps;
  }

  /** All of them, oldest first: a person has a handful. */
  async list(userId: string): Promise<RulePage> {
    return this.deps.forUser(userId, async (repos) => {
      const items: RuleDto[] = [];
      for (const rule of await repos.rules.list(userId)) items.push(await withBreaches(repos, userId, rule));
      return { items, nextCursor: null };
    });
  }

  async create(userId: string, { kind, params, active }: RuleBody): Promise<RuleDto> {
    const made = await this.deps.forUser(userId, async (repos) => {
      const rule = await repos.rules.insert(userId, { kind, params, active });
      await repos.audit.append(userId, 'rule.made', { ruleId: rule.id, kind });
      return withBreaches(repos, userId, rule);
    });
    await this.checkSoon(userId);
    return made;
  }

  /** Other params, or switching it on, begin it anew. @throws AppError NOT_FOUND, INVALID_INPUT */
  async change(userId: string, id: string, { params, active }: RuleChange): Promise<RuleDto> {
    const changed = await this.deps.forUser(userId, async (repos) => {
      const rule = await repos.rules.find(userId, id);
      if (!rule) throw new AppError('NOT_FOUND');
      const spec = params === undefined ? null : parseSpec(rule.kind, params);
      const isAnew = spec !== null || (active === true && !rule.active);
      const updated = await repos.rules.update(userId, id, {
        ...(spec === null ? {} : { params: spec.params }),
        ...(active === undefined ? {} : { active }),
        ...(isAnew ? { since: this.deps.clock.now() } : {}),
      });
      if (!updated) throw new AppError('NOT_FOUND');
      await repos.audit.append(userId, 'rule.changed', { ruleId: id, active: updated.active });
      return withBreaches(repos, userId, updated);
    });
    await this.checkSoon(userId);
    return changed;
  }

  /** @throws AppError NOT_FOUND */
  async delete(userId: string, id: string): Promise<void> {
    await this.deps.forUser(userId, async ({ rules, audit }) => {
      if (!(await rules.delete(userId, id))) throw new AppError('NOT_FOUND');
      await audit.append(userId, 'rule.deleted', { ruleId: id });
    });
  }

  private async checkSoon(userId: string): Promise<void> {
    await this.deps.queue.enqueue('checkRules', { v: 1, userId }, { dedupeKey: userId });
  }
}

const BREACHES_SHOWN = 20;

async function withBreaches(
  { ruleBreaches }: Pick<RuleRepos, 'ruleBreaches'>,
  userId: string,
  rule: StoredRule,
): Promise<RuleDto> {
  return ruleDto(rule, await ruleBreaches.list(userId, rule.id, rule.since, BREACHES_SHOWN));
}
