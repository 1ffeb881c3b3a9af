import type { Episode } from '@twin/engine/ledger/decision';
import type { DayLine } from '@twin/engine/ledger/series';
import type { TwinPoint } from '@twin/engine/twin/twin';
import type { Decimal } from '@twin/shared/primitives/decimal';
import type { ForUser } from '../../lib/db.ts';
import type { ImportRepo } from '../imports/index.ts';
import type { CandleRepo } from '../market/index.ts';
import type { FundingRepo, TradeRepo, TradingAccountRepo, TransferRepo } from '../trades/index.ts';
import type { BiasRepo } from './BiasRepo.ts';
import type { BiasReportRepo } from './BiasReportRepo.ts';
import type { FeedbackRepo } from './FeedbackRepo.ts';
import type { ScoreStateRepo } from './ScoreStateRepo.ts';

interface Version {
  dataVersion: number;
  engineVersion: string;
}

/** What the scorer reads and writes in one transaction. The journal's tables are above this room: only their shape. */
export interface ScoreRepos {
  scoreStates: ScoreStateRepo;
  biases: BiasRepo;
  biasReports: BiasReportRepo;
  feedback: Pick<FeedbackRepo, 'list'>;
  trades: Pick<TradeRepo, 'pageFills' | 'assignDecisions'>;
  fundings: Pick<FundingRepo, 'list'>;
  transfers: Pick<TransferRepo, 'list'>;
  tradingAccounts: Pick<TradingAccountRepo, 'listTraders' | 'putAutomated'>;
  candles: Pick<CandleRepo, 'listSeries' | 'load'>;
  imports: Pick<ImportRepo, 'listScoring' | 'listUnreflected' | 'update' | 'countTags'>;
  settings: { get(userId: string): Promise<{ timeZone: string }> };
  episodes: {
    replaceSince(
      userId: string,
      since: Date | null,
      episodes: readonly Episode[],
      version: Version,
    ): Promise<void>;
  };
  journal: {
    replaceDays(
      userId: string,
      from: string | null,
      days: readonly WrittenDay[],
      version: Version,
    ): Promise<void>;
    replaceEquity(
      userId: string,
      from: string | null,
      points: readonly WrittenEquity[],
      version: Version,
    ): Promise<void>;
    putTwin(userId: string, points: readonly TwinPoint[]): Promise<void>;
    replaceSummaries(
      userId: string,
      summaries: readonly { account: string; payload: object }[],
      version: Version & { computedAt: Date },
    ): Promise<void>;
  };
  outbox: { append(userId: string, type: string, payload: unknown): Promise<string> };
}

export type ForScoring = ForUser<ScoreRepos>;

export interface WrittenDay extends DayLine {
  account: string;
}

export interface WrittenEquity {
  account: string;
  asset: string;
  date: string;
  ts: Date;
  realised: Decimal;
  actual: Decimal;
  twin: Decimal | null;
  coverage: number;
}
