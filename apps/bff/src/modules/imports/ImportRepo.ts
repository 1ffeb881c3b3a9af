import type { ImportStatus } from '@twin/shared/dto/import';
import type { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';
import { newestCreated, pageOfCreated } from '../../lib/keyset.ts';

export interface NewImport {
  id?: string;
  source: 'file' | 'broker' | 'restore' | 'demo';
  account: string | null;
  fileName?: string;
  fileBytes?: number;
  objectKey?: string;
  format?: string | null;
  timezone?: string | null;
  dateOrder?: string | null;
  mapping?: Prisma.InputJsonObject;
  isReplacing?: boolean;
  connectionId?: string;
}

/** What may change while an import runs. */
export interface ImportProgress {
  status?: ImportStatus;
  format?: string;
  timezone?: string;
  rowsRead?: number;
  rowsAccepted?: number;
  rowsDuplicate?: number;
  rowsIgnored?: number;
  rowsRejected?: number;
  tradesAccepted?: number;
  tradesDuplicate?: number;
  /** Keys of the trading accounts that the trades so far are in. */
  accounts?: string[];
  problems?: Prisma.InputJsonArray;
  error?: Prisma.InputJsonObject;
  batchesDone?: number;
  heartbeatAt?: Date;
  finishedAt?: Date;
}

export type StoredImport = Prisma.ImportModel;

/** What an undo took away. */
export interface Undone {
  trades: number;
  /** The oldest moment of what went; null when other imports hold all of it. */
  since: Date | null;
}

export class ImportRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async insert(userId: string, entry: NewImport): Promise<StoredImport> {
    return this.db.import.create({ data: { ...entry, userId } });
  }

  async find(userId: string, id: string): Promise<StoredImport | null> {
    return this.db.import.findFirst({ where: { id, userId } });
  }

  /** Locks the row until commit, so that two runs of a job store a batch one after the other. */
  async findForUpdate(userId: string, id: string): Promise<StoredImport | null> {
    await this.db.$queryRaw`SELECT FROM "Import" WHERE id = ${id} AND "userId" = ${userId} FOR UPDATE`;
    return this.find(userId, id);
  }

  /** Newest first. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(
    userId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: StoredImport[]; nextCursor: string | null }> {
    const rows = await this.db.import.findMany(newestCreated(userId, cursor, limit));
    return pageOfCreated(rows, limit);
  }

  /** Takes a waiting or running import up and locks its row until commit. @returns null when there is nothing to do */
  async begin(userId: string, id: string, now: Date): Promise<StoredImport | null> {
    const [entry] = await this.db.import.updateManyAndReturn({
      where: { id, userId, status: { in: ['queued', 'running'] } },
      data: { status: 'running', heartbeatAt: now, attempts: { increment: 1 } },
    });
    return entry ?? null;
  }

  /** @returns false when the import was undone meanwhile */
  async update(userId: string, id: string, progress: ImportProgress): Promise<boolean> {
    const { count } = await this.db.import.updateMany({ where: { id, userId }, data: progress });
    return count > 0;
  }

  /** The imports whose trades are stored and wait for their score. */
  async listScoring(userId: string): Promise<StoredImport[]> {
    return this.db.import.findMany({ where: { userId, status: 'scoring' }, orderBy: { createdAt: 'asc' } });
  }

  /** How many tags of at least this confidence lie on decisions that the import's trades began, at most 2 each. */
  async countTags(userId: string, importId: string, minConfidence: number): Promise<number> {
    const [row] = await this.db.$queryRaw<{ n: number }[]>`
      SELECT coalesce(sum(least(n, 2)), 0)::int AS n FROM (
        SELECT count(*) AS n FROM "BiasTag" b JOIN "ImportTrade" l ON l."tradeId" = b."tradeId"
        WHERE l."importId" = ${importId} AND l."userId" = ${userId} AND b.confidence >= ${minConfidence}
        GROUP BY b."tradeId"
      ) AS decisions`;
    return row?.n ?? 0;
  }

  /** Finished imports that the coach has not spoken about. */
  async listUnreflected(userId: string): Promise<{ id: string }[]> {
    return this.db.import.findMany({
      where: { userId, status: 'done', reflectedAt: null },
      select: { id: true },
      orderBy: { createdAt: 'asc' },
    });
  }

  /** Says that the import holds these trades, whether it brought them or found them. @returns how many links are new */
  async linkTrades(
    userId: string,
    importId: string,
    links: readonly { tradeId: string; line: number | null }[],
  ): Promise<number> {
    return this.db.$executeRaw`
      INSERT INTO "ImportTrade" ("importId", "tradeId", "userId", line)
      SELECT ${importId}, l.trade_id, ${userId}, l.line
      FROM unnest(${arrayLiteral(links.map((link) => link.tradeId))}::text[], ${arrayLiteral(links.map((link) => link.line))}::int[])
        AS l (trade_id, line)
      ON CONFLICT DO NOTHING`;
  }

  /**
   * Removes the import and every trade, funding and transfer that no other import holds, with its tags and simulations;
   * what the person wrote about such a trade stays, without it.
   */
  async undo(userId: string, id: string): Promise<Undone> {
    await this.db.$executeRaw`
      UPDATE "CoachMessage" AS note SET "tradeId" = NULL FROM "ImportTrade" AS mine
      WHERE mine."importId" = ${id} AND mine."userId" = ${userId}
        AND note."tradeId" = mine."tradeId" AND note."userId" = ${userId} AND note.role = 'user'
        AND NOT EXISTS (
          SELECT FROM "ImportTrade" AS other
          WHERE other."tradeId" = mine."tradeId" AND other."importId" <> ${id}
        )`;
    const [gone] = await this.db.$queryRaw<Undone[]>`
      WITH gone AS (
        DELETE FROM "Trade" AS t USING "ImportTrade" AS mine
        WHERE mine."importId" = ${id} AND mine."userId" = ${userId} AND t.id = mine."tradeId"
          AND NOT EXISTS (
            SELECT FROM "ImportTrade" AS other
            WHERE other."tradeId" = t.id AND other."importId" <> ${id}
          )
        RETURNING t.ts
      ), gone_fundings AS (
        DELETE FROM "Funding" AS f USING "ImportFunding" AS mine
        WHERE mine."importId" = ${id} AND mine."userId" = ${userId} AND f.id = mine."fundingId"
          AND NOT EXISTS (
            SELECT FROM "ImportFunding" AS other
            WHERE other."fundingId" = f.id AND other."importId" <> ${id}
          )
        RETURNING f.ts
      ), gone_transfers AS (
        DELETE FROM "Transfer" AS t USING "ImportTransfer" AS mine
        WHERE mine."importId" = ${id} AND mine."userId" = ${userId} AND t.id = mine."transferId"
          AND NOT EXISTS (
            SELECT FROM "ImportTransfer" AS other
            WHERE other."transferId" = t.id AND other."importId" <> ${id}
          )
        RETURNING t.ts
      ) SELECT (SELECT count(*)::int FROM gone) AS trades, min(ts) AS since
        FROM (
          SELECT ts FROM gone UNION ALL SELECT ts FROM gone_fundings UNION ALL SELECT ts FROM gone_transfers
        ) AS all_gone`;
    await this.db.import.deleteMany({ where: { id, userId } });
    return gone ?? { trades: 0, since: null };
  }
}
