import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface Period {
  start: Date;
  /** Exclusive. */
  end: Date;
}

export interface StoredDigest {
  id: string;
  periodStart: Date;
  periodEnd: Date;
  payload: Prisma.JsonValue;
  /** What the revision before said; null at the first. */
  previousPayload: Prisma.JsonValue;
  inputHash: string;
  revision: number;
  createdAt: Date;
  deliveredAt: Date | null;
}

export class DigestRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /**
   * Stores the digest of a period. The same input hash changes nothing; another one, from a late fill, raises the
   * revision and keeps the payload before it. @returns the digest, and whether it is a new revision
   */
  async upsertLatest(
    userId: string,
    period: Period,
    payload: Prisma.InputJsonObject,
    inputHash: string,
  ): Promise<{ digest: StoredDigest; isNew: boolean }> {
    const json = JSON.stringify(payload);
    const changed = await this.db.$queryRaw<{ id: string }[]>`
      INSERT INTO "Digest" AS d (id, "userId", "periodStart", "periodEnd", payload, "inputHash")
      VALUES (gen_random_uuid()::text, ${userId}, ${period.start}, ${period.end}, ${json}::jsonb, ${inputHash})
      ON CONFLICT ("userId", "periodEnd", "periodStart") DO UPDATE SET
        "previousPayload" = d.payload, payload = excluded.payload, "inputHash" = excluded."inputHash",
        revision = d.revision + 1, "deliveredAt" = NULL
      WHERE d."inputHash" <> excluded."inputHash"
      RETURNING d.id`;
    const digest = await this.db.digest.findUniqueOrThrow({
      where: {
        userId_periodEnd_periodStart: { userId, periodEnd: period.end, periodStart: period.start },
      },
    });
    return { digest, isNew: changed.length > 0 };
  }

  async latest(userId: string): Promise<StoredDigest | null> {
    return this.db.digest.findFirst({ where: { userId }, orderBy: { periodEnd: 'desc' } });
  }

  async find(userId: string, id: string): Promise<StoredDigest | null> {
    return this.db.digest.findFirst({ where: { id, userId } });
  }

  /** Newest first, those that ended before `before`. */
  async list(userId: string, before: Date | null, limit: number): Promise<StoredDigest[]> {
    return this.db.digest.findMany({
      where: { userId, ...(before ? { periodEnd: { lt: before } } : {}) },
      orderBy: { periodEnd: 'desc' },
      take: limit,
    });
  }

  async markDelivered(userId: string, id: string, at: Date): Promise<void> {
    await this.db.digest.updateMany({ where: { id, userId, deliveredAt: null }, data: { deliveredAt: at } });
  }
}
