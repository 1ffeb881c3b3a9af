import type { ForUser } from '../../lib/db.ts';
import type { OutboxRepo } from '../events/index.ts';
import type { CandleRepo } from '../market/index.ts';
import type { FundingRepo, TradeRepo, TransferRepo } from '../trades/index.ts';
import type { RuleBreachRepo } from './RuleBreachRepo.ts';
import type { RuleRepo } from './RuleRepo.ts';

/** What the rules read and write in one transaction; of the scores only how far they have come. */
export interface RuleRepos {
  rules: RuleRepo;
  ruleBreaches: RuleBreachRepo;
  trades: Pick<TradeRepo, 'pageFills'>;
  fundings: Pick<FundingRepo, 'list'>;
  transfers: Pick<TransferRepo, 'list'>;
  candles: Pick<CandleRepo, 'listSeries' | 'load'>;
  settings: { get(userId: string): Promise<{ timeZone: string }> };
  scoreStates: { get(userId: string): Promise<{ scoredVersion: number }> };
  outbox: Pick<OutboxRepo, 'append'>;
  audit: {
    append(userId: string, action: string, meta?: Record<string, string | boolean>): Promise<void>;
  };
}

export type ForRules = ForUser<RuleRepos>;
