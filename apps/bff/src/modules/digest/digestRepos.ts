import type { ForUser } from '../../lib/db.ts';
import type { StrainRepo } from '../biases/index.ts';
import type { OutboxRepo } from '../events/index.ts';
import type { RuleRepo } from '../rules/index.ts';
import type { DigestFactsRepo } from './DigestFactsRepo.ts';
import type { DigestRepo } from './DigestRepo.ts';
import type { DigestScheduleRepo } from './DigestScheduleRepo.ts';

/** What this room reads and writes in one transaction. */
export interface DigestRepos {
  digests: DigestRepo;
  digestFacts: DigestFactsRepo;
  digestSchedules: DigestScheduleRepo;
  strains: StrainRepo;
  rules: Pick<RuleRepo, 'list'>;
  settings: {
    get(userId: string): Promise<{ timeZone: string; displayAsset: string | null; mailDigest: boolean }>;
    update(userId: string, change: { mailDigest: boolean }): Promise<unknown>;
  };
  users: { get(userId: string): Promise<{ email: string }> };
  scoreStates: {
    find(userId: string): Promise<DigestScoreState | null>;
  };
  outbox: Pick<OutboxRepo, 'append'>;
}

/** How far scores and reports are. */
export interface DigestScoreState {
  scoredVersion: number;
  reportVersion: number;
  scoredAt: Date | null;
  modelVersion: string | null;
}

export interface DigestDatabase {
  forUser: ForUser<DigestRepos>;
  withoutUser: { digestSchedules: Pick<DigestScheduleRepo, 'listDue' | 'listDueMails'> };
}
