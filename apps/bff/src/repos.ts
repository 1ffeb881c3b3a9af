import { CacheRepo } from './lib/CacheRepo.ts';
import { DataKeyRepo } from './lib/crypto/DataKeyRepo.ts';
import { DueWorkRepo } from './lib/DueWorkRepo.ts';
import type { AfterCommit, Transaction } from './lib/db.ts';
import { RateWindowRepo } from './lib/RateWindowRepo.ts';
import { LoginThrottleRepo } from './modules/auth/LoginThrottleRepo.ts';
import { PasswordResetRepo } from './modules/auth/PasswordResetRepo.ts';
import { SecondFactorRepo } from './modules/auth/SecondFactorRepo.ts';
import { SessionRepo } from './modules/auth/SessionRepo.ts';
import { SettingsRepo } from './modules/auth/SettingsRepo.ts';
import { UserRepo } from './modules/auth/UserRepo.ts';
import { BiasRepo } from './modules/biases/BiasRepo.ts';
import { BiasReportRepo } from './modules/biases/BiasReportRepo.ts';
import { FeedbackRepo } from './modules/biases/FeedbackRepo.ts';
import { ScoreStateRepo } from './modules/biases/ScoreStateRepo.ts';
import { StrainRepo } from './modules/biases/StrainRepo.ts';
import { BrokerConnectionRepo } from './modules/brokers/BrokerConnectionRepo.ts';
import { BrokerIntentRepo } from './modules/brokers/BrokerIntentRepo.ts';
import { CoachFactsRepo } from './modules/coach/CoachFactsRepo.ts';
import { CoachMessageRepo } from './modules/coach/CoachMessageRepo.ts';
import { DigestFactsRepo } from './modules/digest/DigestFactsRepo.ts';
import { DigestRepo } from './modules/digest/DigestRepo.ts';
import { DigestScheduleRepo } from './modules/digest/DigestScheduleRepo.ts';
import { type Announce, OutboxRepo } from './modules/events/OutboxRepo.ts';
import { BrokerImportRepo } from './modules/imports/BrokerImportRepo.ts';
import { ImportMappingRepo } from './modules/imports/ImportMappingRepo.ts';
import { ImportRepo } from './modules/imports/ImportRepo.ts';
import { RestoreRepo } from './modules/imports/RestoreRepo.ts';
import { TradeCopyRepo } from './modules/imports/TradeCopyRepo.ts';
import { EpisodeRepo } from './modules/journal/EpisodeRepo.ts';
import { JournalRepo } from './modules/journal/JournalRepo.ts';
import { OutcomeRepo } from './modules/journal/OutcomeRepo.ts';
import { CandleNeedRepo } from './modules/market/CandleNeedRepo.ts';
import { CandleRepo } from './modules/market/CandleRepo.ts';
import { CandleSnapshotRepo } from './modules/market/CandleSnapshotRepo.ts';
import { MarketScheduleRepo } from './modules/market/MarketScheduleRepo.ts';
import { ArchiveRepo } from './modules/privacy/ArchiveRepo.ts';
import { AuditRepo } from './modules/privacy/AuditRepo.ts';
import { ExportRepo } from './modules/privacy/ExportRepo.ts';
import { RetentionRepo } from './modules/privacy/RetentionRepo.ts';
import { StoredObjectRepo } from './modules/privacy/StoredObjectRepo.ts';
import { RuleBreachRepo } from './modules/rules/RuleBreachRepo.ts';
import { RuleRepo } from './modules/rules/RuleRepo.ts';
import { SimulationFactsRepo } from './modules/simulations/SimulationFactsRepo.ts';
import { SimulationRepo } from './modules/simulations/SimulationRepo.ts';
import { FundingRepo } from './modules/trades/FundingRepo.ts';
import { TradeConflictRepo } from './modules/trades/TradeConflictRepo.ts';
import { TradeRepo } from './modules/trades/TradeRepo.ts';
import { TradingAccountRepo } from './modules/trades/TradingAccountRepo.ts';
import { TransferRepo } from './modules/trades/TransferRepo.ts';

/** Who people are and how they come in. */
function bindPeople(transaction: Transaction) {
  return {
    loginThrottle: new LoginThrottleRepo(transaction),
    passwordResets: new PasswordResetRepo(transaction),
    secondFactors: new SecondFactorRepo(transaction),
    sessions: new SessionRepo(transaction),
    settings: new SettingsRepo(transaction),
    users: new UserRepo(transaction),
  };
}

/** The prices that trades are judged by. */
function bindMarket(transaction: Transaction) {
  return {
    candleNeeds: new CandleNeedRepo(transaction),
    candleSnapshots: new CandleSnapshotRepo(transaction),
    candles: new CandleRepo(transaction),
    marketSchedules: new MarketScheduleRepo(transaction),
  };
}

/** The repos of one transaction; `announce` wakes readers elsewhere than through PostgreSQL. */
export function bindRepos(
  transaction: Transaction,
  afterCommit: AfterCommit,
  announce: Announce | null = null,
) {
  const wake = announce && ((userId: string) => afterCommit(() => announce(userId)));
  return {
    ...bindPeople(transaction),
    ...bindMarket(transaction),
    archive: new ArchiveRepo(transaction),
    audit: new AuditRepo(transaction),
    biases: new BiasRepo(transaction),
    biasReports: new BiasReportRepo(transaction),
    brokerConnections: new BrokerConnectionRepo(transaction),
    brokerImports: new BrokerImportRepo(transaction),
    brokerIntents: new BrokerIntentRepo(transaction),
    cache: new CacheRepo(transaction),
    coachFacts: new CoachFactsRepo(transaction),
    coachMessages: new CoachMessageRepo(transaction),
    dataKeys: new DataKeyRepo(transaction),
    digestFacts: new DigestFactsRepo(transaction),
    digests: new DigestRepo(transaction),
    digestSchedules: new DigestScheduleRepo(transaction),
    dueWork: new DueWorkRepo(transaction),
    episodes: new EpisodeRepo(transaction),
    outcomes: new OutcomeRepo(transaction),
    exports: new ExportRepo(transaction),
    fundings: new FundingRepo(transaction),
    transfers: new TransferRepo(transaction),
    feedback: new FeedbackRepo(transaction),
    importMappings: new ImportMappingRepo(transaction),
    imports: new ImportRepo(transaction),
    journal: new JournalRepo(transaction),
    outbox: new OutboxRepo(transaction, wake),
    rateWindows: new RateWindowRepo(transaction),
    restores: new RestoreRepo(transaction),
    retention: new RetentionRepo(transaction),
    ruleBreaches: new RuleBreachRepo(transaction),
    rules: new RuleRepo(transaction),
    scoreStates: new ScoreStateRepo(transaction),
    simulationFacts: new SimulationFactsRepo(transaction),
    simulations: new SimulationRepo(transaction),
    storedObjects: new StoredObjectRepo(transaction),
    strains: new StrainRepo(transaction),
    tradeConflicts: new TradeConflictRepo(transaction),
    tradeCopies: new TradeCopyRepo(transaction),
    trades: new TradeRepo(transaction),
    tradingAccounts: new TradingAccountRepo(transaction),
  };
}

export type Repos = ReturnType<typeof bindRepos>;
