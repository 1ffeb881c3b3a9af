import type { DecisionLabel } from '@twin/shared/primitives/label';
import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { newestCreated, pageOfCreated } from '../../lib/keyset.ts';

export interface NewCoachMessage {
  role: 'coach' | 'user';
  text: string;
  facts: Prisma.InputJsonValue;
  cta?: Prisma.InputJsonObject;
  tradeId?: string;
  label?: string;
  /** What it is about, so that it is said once: `reflect:<tradeId>:<label>`. */
  topic?: string;
}

export type StoredCoachMessage = Prisma.CoachMessageModel;

export class CoachMessageRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** @returns null when a message of this topic was said before */
  async insert(userId: string, message: NewCoachMessage): Promise<StoredCoachMessage | null> {
    const [stored] = await this.db.coachMessage.createManyAndReturn({
      data: [{ ...message, userId }],
      skipDuplicates: true,
    });
    return stored ?? null;
  }

  /** How many reflections were told since, and the pattern of the last one. */
  async toldSince(userId: string, since: Date): Promise<{ count: number; lastLabel: DecisionLabel | null }> {
    const told = { userId, role: 'coach', topic: { startsWith: 'reflect:' }, createdAt: { gte: since } };
    const last = await this.db.coachMessage.findFirst({
      where: told,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: { label: true },
    });
    return {
      count: await this.db.coachMessage.count({ where: told }),
      lastLabel: (last?.label ?? null) as DecisionLabel | null,
    };
  }

  /** Newest first. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(
    userId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: StoredCoachMessage[]; nextCursor: string | null }> {
    const rows = await this.db.coachMessage.findMany(newestCreated(userId, cursor, limit));
    return pageOfCreated(rows, limit);
  }
}
