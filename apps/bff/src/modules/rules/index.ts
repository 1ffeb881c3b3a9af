import type { Backtest } from '@twin/engine/rules/backtest';
import type { RuleSpec } from '@twin/shared/dto/rule';
import type { Route } from '../../lib/http/route.ts';
import { dueOnceForEach, type People } from '../../lib/queue/dueWork.ts';
import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import { type ThreadLimits, Threads } from '../../lib/threads.ts';
import { HistoryRules } from './HistoryRules.ts';
import { RuleCheckService } from './RuleCheckService.ts';
import { type RuleDeps, RuleService } from './RuleService.ts';
import { ruleRoutes } from './ruleRoutes.ts';
import type { RulesAsked } from './rulesThread.ts';

export type { RuleBreachRepo } from './RuleBreachRepo.ts';
export type { RuleRepo } from './RuleRepo.ts';
export { storedSpec } from './ruleDto.ts';

export interface RuleModuleDeps extends RuleDeps {
  people: People;
  /** Compiled entry of the thread; only tests, which run the sources, name another. */
  threadEntry?: URL;
}

export interface RuleModule {
  routes: Route[];
  jobs: Pick<JobHandlers, 'checkRules'>;
  due: DueSource;
  /** What a rule would have done to the history so far. */
  backtest(userId: string, rule: RuleSpec): Promise<Backtest>;
}

const THREADS: ThreadLimits = { slots: 2, whenFull: 'wait', heapMb: 1_024, timeoutMs: 240_000 };

export function createRules({ threadEntry, people, ...deps }: RuleModuleDeps): RuleModule {
  const entry = threadEntry ?? new URL('./rulesThread.js', import.meta.url);
  const threads = new Threads(THREADS);
  const history = new HistoryRules(deps.forUser, (task, onAsked) =>
    threads.run<RulesAsked>(entry, task, onAsked),
  );
  const checks = new RuleCheckService(deps.forUser, history);
  return {
    routes: ruleRoutes(new RuleService(deps)),
    jobs: {
      checkRules: {
        run: async ({ userId }) =>
          (await checks.check(userId)) ? undefined : { skipped: 'the rules are checked' },
      },
    },
    due: dueOnceForEach(people, async (userId) =>
      (await checks.isDue(userId))
        ? { name: 'checkRules', payload: { v: 1, userId }, dedupeKey: userId }
        : null,
    ),
    backtest: (userId, rule) => history.backtest(userId, rule),
  };
}
