import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { newestCreated, pageOfCreated } from '../../lib/keyset.ts';

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
    const rows = await this.db.audit.findMany(newestCreated(userId, cursor, limit));
    const page = pageOfCreated(rows, limit);
    return {
      items: page.items.map(({ id, action, meta, createdAt }) => ({ id, action, meta, createdAt })),
      nextCursor: page.nextCursor,
    };
  }
}
