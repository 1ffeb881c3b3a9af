import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { decodeCursor, pageOf } from '../../lib/keyset.ts';

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
    payload: object,
    inputHash: string,
  ): Promise<{ digest: StoredDigest; isNew: boolean }> {
    const json = JSON.stringify(payload);
    const changed = await this.db.$queryRaw<{ id: string }[]>`
      INSERT INTO "Digest" AS d (id, "userId", "periodStart", "periodEnd", payload, "inputHash")
      VALUES (gen_random_uuid()::text, ${userId}, ${period.start}, ${period.end}, ${json}::jsonb, ${inputHash})
      ON CONFLICT ("userId", "periodEnd", "periodStart") DO UPDATE SET
        "previousPayload" = d.payload, payload = excluded.payload, "inputHash" = excluded."inputHash",
        revision = d.revision + 1
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

  async findPeriod(userId: string, { start, end }: Period): Promise<StoredDigest | null> {
    return this.db.digest.findFirst({ where: { userId, periodStart: start, periodEnd: end } });
  }

  /** The told period that shares the most recent time with this one. */
  async findOverlapping(userId: string, { start, end }: Period): Promise<Period | null> {
    const told = await this.db.digest.findFirst({
      where: { userId, periodStart: { lt: end }, periodEnd: { gt: start } },
      orderBy: { periodEnd: 'desc' },
    });
    return told && { start: told.periodStart, end: told.periodEnd };
  }

  /** The newest that ended by a time (null: of all), newest first. */
  async newest(userId: string, endedBy: Date | null, limit: number): Promise<StoredDigest[]> {
    return this.db.digest.findMany({
      where: { userId, ...(endedBy ? { periodEnd: { lte: endedBy } } : {}) },
      orderBy: [{ periodEnd: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  /** Newest first. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(
    userId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: StoredDigest[]; nextCursor: string | null }> {
    // Weeks of one person do not overlap, so their ends tell them apart.
    const rows = await this.db.digest.findMany({
      where: { userId, ...(cursor === undefined ? {} : { periodEnd: { lt: decodeCursor(cursor).ts } }) },
      orderBy: [{ periodEnd: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return pageOf(
      rows.map((row) => ({ ...row, ts: row.periodEnd })),
      limit,
    );
  }

  async markDelivered(userId: string, id: string, at: Date): Promise<void> {
    await this.db.digest.updateMany({ where: { id, userId, deliveredAt: null }, data: { deliveredAt: at } });
  }
}
