import type { Judgement } from '@twin/engine/fold/judgement';
import type { Transaction } from '../../lib/db.ts';

export interface NewFeedback {
  tradeId: string;
  label: string;
  verdict: 'agree' | 'dispute';
  note: string | null;
}

export interface StoredFeedback {
  id: string;
  tradeId: string;
  label: string;
  verdict: string;
  note: string | null;
  createdAt: Date;
}

/** The log as the fold takes it. */
export function judgementsOf(log: readonly StoredFeedback[]): Judgement[] {
  return log.map(({ createdAt, tradeId, label, verdict }) => {
    return { ts: createdAt.getTime(), tradeId, label, verdict: verdict === 'agree' ? 'agree' : 'dispute' };
  });
}

/** A log that is only written at its end: the scorer replays it. */
export class FeedbackRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async insert(userId: string, feedback: NewFeedback): Promise<StoredFeedback> {
    return this.db.feedback.create({ data: { ...feedback, userId } });
  }

  /** The whole log, oldest first. */
  async list(userId: string): Promise<StoredFeedback[]> {
    return this.db.feedback.findMany({
      where: { userId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }

  /** What was said about one decision, oldest first. */
  async listByTrade(userId: string, tradeId: string): Promise<StoredFeedback[]> {
    return this.db.feedback.findMany({
      where: { userId, tradeId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }
}
