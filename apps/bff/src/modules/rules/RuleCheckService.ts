import { daysIn } from '@twin/engine/money/zonedDay';
import { type Adherence, beforeAfter } from '@twin/engine/rules/adherence';
import type { RuleAdherence } from '@twin/shared/dto/rule';
import type { HistoryRules } from './HistoryRules.ts';
import type { StoredRule } from './RuleRepo.ts';
import { storedSpec } from './ruleDto.ts';
import type { ForRules, RuleRepos } from './ruleRepos.ts';

const DAYS_KEPT = 400;
/** Of one rule in one check: more is a history that came in, not a person to be told. */
const TOLD = 20;

/** Holds the active rules against the decisions, and tells breaches that come after a rule was made. */
export class RuleCheckService {
  private readonly forUser: ForRules;
  private readonly history: HistoryRules;

  constructor(forUser: ForRules, history: HistoryRules) {
    this.forUser = forUser;
    this.history = history;
  }

  /** @returns false when every active rule is held against these scores already */
  async check(userId: string): Promise<boolean> {
    const { due, version } = await this.forUser(userId, (repos) => dueRules(repos, userId));
    if (due.length === 0) return false;
    const results = await this.history.check(userId, due.map(storedSpec));
    await this.forUser(userId, async (repos) => {
      const { timeZone } = await repos.settings.get(userId);
      const told: { rule: StoredRule; tradeId: string }[] = [];
      for (const [index, rule] of due.entries()) {
        const result = results[index];
        if (result) told.push(...(await store(repos, userId, { rule, result, timeZone, version })));
      }
      for (const { rule, tradeId } of told) {
        await repos.outbox.append(userId, 'rule.breached', { ruleId: rule.id, tradeId, kind: rule.kind });
      }
    });
    return true;
  }

  /** Whether an upgrade or a lost job left rules unchecked. */
  async isDue(userId: string): Promise<boolean> {
    return (await this.forUser(userId, (repos) => dueRules(repos, userId))).due.length > 0;
  }
}

async function dueRules({ rules, scoreStates }: RuleRepos, userId: string) {
  const { scoredVersion: version } = await scoreStates.get(userId);
  const active = await rules.list(userId, { active: true });
  return { version, due: active.filter(({ checkedVersion }) => checkedVersion !== version) };
}

interface Checked {
  rule: StoredRule;
  result: Adherence;
  timeZone: string;
  version: number;
}

/** @returns what the person has not been told */
async function store(
  { rules, ruleBreaches }: RuleRepos,
  userId: string,
  { rule, result, timeZone, version }: Checked,
): Promise<{ rule: StoredRule; tradeId: string }[]> {
  const adherence: RuleAdherence = {
    days: result.days.slice(-DAYS_KEPT),
    unknown: result.unknown,
    beforeAfter: beforeAfter(result.days, daysIn(timeZone)(rule.since.getTime()).date),
  };
  if (!(await rules.putAdherence(userId, rule, adherence, version))) return [];
  const breaches = result.breaches.map(({ decisionId, ts }) => ({ tradeId: decisionId, ts: new Date(ts) }));
  const added = await ruleBreaches.replace(userId, rule.id, breaches);
  // A restored rule counts from before it came here, and was told there.
  return added
    .filter(({ ts }) => ts >= rule.since && ts >= rule.createdAt)
    .slice(-TOLD)
    .map(({ tradeId }) => ({ rule, tradeId }));
}
