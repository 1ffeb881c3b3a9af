import type { Route } from '../../lib/http/route.ts';
import { AccountService } from './AccountService.ts';
import { DecisionService } from './DecisionService.ts';
import type { JournalDatabase } from './journalRepos.ts';
import { journalRoutes } from './journalRoutes.ts';
import { OutcomeService } from './OutcomeService.ts';
import { outcomeRoutes } from './outcomeRoutes.ts';

/** The reading room: what the worker computed, as the person sees it. */
export function createJournal(database: JournalDatabase): { routes: Route[] } {
  return {
    routes: [
      ...journalRoutes(new DecisionService(database), new AccountService(database)),
      ...outcomeRoutes(new OutcomeService(database)),
    ],
  };
}
