import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { decodeCursor, pageOf } from '../../lib/keyset.ts';

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

  /** Newest first. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(
    userId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: StoredCoachMessage[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const rows = await this.db.coachMessage.findMany({
      where: {
        userId,
        ...(after && {
          OR: [{ createdAt: { lt: after.ts } }, { createdAt: after.ts, id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return pageOf(
      rows.map((row) => ({ ...row, ts: row.createdAt })),
      limit,
    );
  }
}
