import type { ForUser } from '../../lib/db.ts';
import type { OutboxRepo } from '../events/index.ts';
import type { CandleRepo } from '../market/index.ts';
import type { RuleBreachRepo, RuleRepo } from '../rules/index.ts';
import type { SimulationFactsRepo } from './SimulationFactsRepo.ts';
import type { SimulationRepo } from './SimulationRepo.ts';

export interface SimulationRepos {
  simulations: SimulationRepo;
  simulationFacts: SimulationFactsRepo;
  candles: Pick<CandleRepo, 'listSeries' | 'load'>;
  rules: Pick<RuleRepo, 'list'>;
  ruleBreaches: Pick<RuleBreachRepo, 'listRules'>;
  outbox: Pick<OutboxRepo, 'append'>;
}

export type ForSimulations = ForUser<SimulationRepos>;
