import { ENGINE_VERSION } from '@twin/engine/version';
import type {
  BiasReport,
  BiasReportAnswer,
  BiasTimeline,
  BiasTimelineQuery,
  FeedbackAnswer,
  FeedbackBody,
} from '@twin/shared/dto/bias';
import type { AccountFilter } from '@twin/shared/dto/wire';
import { AppError } from '@twin/shared/errors/AppError';
import { LABELS, type Label, SHOWN_FROM, STORED_FROM } from '@twin/shared/primitives/label';
import type { ForUser } from '../../lib/db.ts';
import type { TradingAccountRepo } from '../trades/index.ts';
import type { BiasRepo } from './BiasRepo.ts';
import type { BiasReportRepo } from './BiasReportRepo.ts';
import type { FeedbackRepo } from './FeedbackRepo.ts';
import { storedReports, tagBuckets } from './reportInputs.ts';
import type { ScoreStateRepo } from './ScoreStateRepo.ts';

export interface BiasDatabase {
  forUser: ForUser<{
    biases: BiasRepo;
    biasReports: BiasReportRepo;
    feedback: FeedbackRepo;
    scoreStates: ScoreStateRepo;
    tradingAccounts: Pick<TradingAccountRepo, 'list'>;
  }>;
}

/** What the person reads about patterns, and answers to them. */
export class BiasService {
  private readonly database: BiasDatabase;
  private readonly modelVersion: string;

  constructor(database: BiasDatabase, modelVersion: string) {
    this.database = database;
    this.modelVersion = modelVersion;
  }

  /** In the order of LABELS; empty until the first report. */
  async reports(userId: string, { account }: AccountFilter): Promise<BiasReportAnswer> {
    return this.database.forUser(userId, async (repos) => {
      // The state first: a report that comes between the two is then newer than said, and asked for once more.
      const state = await repos.scoreStates.find(userId);
      const stored = await storedReports(repos, userId, account);
      const place = (label: string) => LABELS.indexOf(label as Label);
      const [newest] = stored;
      return {
        items: stored
          .toSorted((a, b) => place(a.label) - place(b.label))
          .map(({ payload }) => payload as unknown as BiasReport),
        engineVersion: newest?.engineVersion ?? ENGINE_VERSION,
        modelVersion: newest?.modelVersion ?? this.modelVersion,
        scoredAt: state?.scoredAt?.toISOString() ?? null,
        isUpdating: state !== null && state.reportVersion !== state.dataVersion,
      };
    });
  }

  async timeline(userId: string, { all, ...query }: BiasTimelineQuery): Promise<BiasTimeline> {
    const minConfidence = all ? STORED_FROM : SHOWN_FROM;
    const buckets = await this.database.forUser(userId, (repos) =>
      tagBuckets(repos, userId, { ...query, minConfidence }),
    );
    return {
      items: buckets.map(({ ts, label: name, count, meanConfidence }) => ({
        ts: ts.toISOString(),
        label: name as Label,
        count,
        meanConfidence,
      })),
    };
  }

  /** Stores what the person says of a tag, with the trade that it lies on; new tags are weighed by it. @throws AppError NOT_FOUND */
  async giveFeedback(
    userId: string,
    tagId: string,
    { verdict, note }: FeedbackBody,
  ): Promise<FeedbackAnswer> {
    return this.database.forUser(userId, async ({ biases, feedback, scoreStates }) => {
      const tag = await biases.find(userId, tagId);
      if (!tag) throw new AppError('NOT_FOUND');
      const { tradeId, label } = tag;
      const stored = await feedback.insert(userId, { tradeId, label, verdict, note: note ?? null });
      // It counts for decisions from now on. Fills dated later may be scored already: those are scored again.
      const [newest] = await scoreStates.listCheckpointTimes(userId);
      if (newest && newest > stored.createdAt) await scoreStates.markChanged(userId, stored.createdAt);
      return { id: stored.id, tagId, verdict };
    });
  }
}
