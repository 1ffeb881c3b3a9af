import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { decodeCursor, pageOf } from '../../lib/keyset.ts';

export interface AuditEntry {
  id: string;
  action: string;
  meta: Prisma.JsonValue;
  createdAt: Date;
}

/** Append-only: the app role may not change or remove what stands here. */
export class AuditRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async append(userId: string, action: string, meta: Prisma.InputJsonObject = {}): Promise<void> {
    await this.db.audit.create({ data: { userId, action, meta } });
  }

  /** Newest first. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(
    userId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const rows = await this.db.audit.findMany({
      where: {
        userId,
        ...(after && {
          OR: [{ createdAt: { lt: after.ts } }, { createdAt: after.ts, id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = pageOf(
      rows.map((row) => ({ ...row, ts: row.createdAt })),
      limit,
    );
    return {
      items: page.items.map(({ id, action, meta, createdAt }) => ({ id, action, meta, createdAt })),
      nextCursor: page.nextCursor,
    };
  }
}
