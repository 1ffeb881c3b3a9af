import type { Database } from '../../lib/db.ts';
import type { CandleNeedRepo } from './CandleNeedRepo.ts';
import type { CandleRepo } from './CandleRepo.ts';
import type { CandleSnapshotRepo } from './CandleSnapshotRepo.ts';
import type { MarketScheduleRepo } from './MarketScheduleRepo.ts';

/** What this room reads and writes in one transaction. */
export interface MarketRepos {
  candles: CandleRepo;
  candleNeeds: CandleNeedRepo;
  candleSnapshots: CandleSnapshotRepo;
  marketSchedules: MarketScheduleRepo;
  settings: { get(userId: string): Promise<{ marketFetch: boolean }> };
  /** Scores depend on candles; who computes them lives above this room. */
  scoreStates: {
    find(userId: string): Promise<{ dataVersion: number; scoredVersion: number } | null>;
    markChanged(userId: string, since: Date | null): Promise<unknown>;
    markStale(userId: string, since: Date): Promise<void>;
    markDue(userId: string): Promise<void>;
  };
}

export type MarketDatabase = Database<MarketRepos>;
