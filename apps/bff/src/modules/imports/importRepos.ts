import type { ForUser } from '../../lib/db.ts';
import type { BrokerConnectionRepo } from '../brokers/index.ts';
import type { CandleRepo } from '../market/index.ts';
import type {
  FundingRepo,
  TradeConflictRepo,
  TradeRepo,
  TradingAccountRepo,
  TransferRepo,
} from '../trades/index.ts';
import type { BrokerImportRepo } from './BrokerImportRepo.ts';
import type { ImportMappingRepo } from './ImportMappingRepo.ts';
import type { ImportRepo } from './ImportRepo.ts';
import type { RestoreRepo } from './RestoreRepo.ts';
import type { TradeCopyRepo } from './TradeCopyRepo.ts';

/** What imports read and write in one transaction. Scores are above this room: only what they must be told. */
export interface ImportRepos {
  imports: ImportRepo;
  brokerConnections: Pick<
    BrokerConnectionRepo,
    'findForUpdate' | 'findUntakenForUpdate' | 'findSyncForUpdate' | 'update'
  >;
  brokerImports: BrokerImportRepo;
  trades: Pick<TradeRepo, 'upsertMany' | 'listKnownIds' | 'setDeletedAt'>;
  fundings: Pick<FundingRepo, 'insertMany' | 'link'>;
  transfers: Pick<TransferRepo, 'insertMany' | 'link'>;
  candles: Pick<CandleRepo, 'ensureSeries' | 'addMissing'>;
  importMappings: ImportMappingRepo;
  tradeConflicts: TradeConflictRepo;
  tradeCopies: TradeCopyRepo;
  restores: RestoreRepo;
  tradingAccounts: Pick<TradingAccountRepo, 'list' | 'ensure'>;
  scoreStates: {
    lock(userId: string): Promise<void>;
    markChanged(userId: string, since: Date | null): Promise<unknown>;
    markStale(userId: string, since: Date): Promise<void>;
    markDue(userId: string): Promise<void>;
  };
  biases: { deleteByTrade(userId: string, tradeId: string): Promise<void> };
  outbox: { append(userId: string, type: string, payload: unknown): Promise<string> };
  audit: {
    append(userId: string, action: string, meta?: Record<string, string | number>): Promise<void>;
  };
}

export interface ImportDatabase {
  forUser: ForUser<ImportRepos>;
}
