import type { ForUser } from '../../lib/db.ts';
import type { BiasRepo, FeedbackRepo, ScoreStateRepo } from '../biases/index.ts';
import type { CandleRepo } from '../market/index.ts';
import type { TradeRepo, TradingAccountRepo } from '../trades/index.ts';
import type { EpisodeRepo } from './EpisodeRepo.ts';
import type { JournalRepo } from './JournalRepo.ts';
import type { OutcomeRepo } from './OutcomeRepo.ts';

/** What the journal reads. */
export interface JournalRepos {
  journal: JournalRepo;
  episodes: EpisodeRepo;
  outcomes: OutcomeRepo;
  biases: BiasRepo;
  scoreStates: ScoreStateRepo;
  trades: Pick<TradeRepo, 'find' | 'listByDecision' | 'listByDecisions'>;
  feedback: Pick<FeedbackRepo, 'listByTrade'>;
  tradingAccounts: Pick<TradingAccountRepo, 'list'>;
  candles: Pick<CandleRepo, 'listSeries' | 'load'>;
  settings: { get(userId: string): Promise<{ timeZone: string; displayAsset: string | null }> };
}

export interface JournalDatabase {
  forUser: ForUser<JournalRepos>;
}

/** Services take no values from other modules, so they find it here. */
export { accountOf } from '../trades/index.ts';
