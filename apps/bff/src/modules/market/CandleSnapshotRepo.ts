import type { Transaction } from '../../lib/db.ts';

/** The candles that one week's digest was computed from. */
export interface CandleSnapshot {
  weekEnd: Date;
  /** Of the digest; 0 while the objects are being written. */
  revision: number;
  sha256: string;
  /** The list, then its parts. */
  objectKeys: string[];
}

export interface ToldWeek {
  weekEnd: Date;
  revision: number;
}

export class CandleSnapshotRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Told weeks, and revised ones, whose candles are not kept yet. */
  async listDue(userId: string): Promise<ToldWeek[]> {
    return this.db.$queryRaw<ToldWeek[]>`
      SELECT d."periodEnd" AS "weekEnd", max(d.revision)::int AS revision FROM "Digest" d
      LEFT JOIN "CandleSnapshot" k ON k."userId" = d."userId" AND k."weekEnd" = d."periodEnd"
      WHERE d."userId" = ${userId} AND (k."userId" IS NULL OR k.revision < d.revision)
      GROUP BY d."periodEnd" ORDER BY d."periodEnd"`;
  }

  async find(userId: string, weekEnd: Date): Promise<CandleSnapshot | null> {
    return this.db.candleSnapshot.findUnique({ where: { userId_weekEnd: { userId, weekEnd } } });
  }

  async list(userId: string): Promise<CandleSnapshot[]> {
    return this.db.candleSnapshot.findMany({ where: { userId }, orderBy: { weekEnd: 'asc' } });
  }

  async put(userId: string, snapshot: CandleSnapshot): Promise<void> {
    const { weekEnd, ...rest } = snapshot;
    await this.db.candleSnapshot.upsert({
      where: { userId_weekEnd: { userId, weekEnd } },
      create: { userId, ...snapshot },
      update: { ...rest, createdAt: new Date() },
    });
  }

  /** Who has told weeks without their candles kept; needs no user. */
  async listPeopleDue(limit: number): Promise<{ userId: string }[]> {
    return this.db.$queryRaw`SELECT * FROM due_candle_snapshots(${limit}::int)`;
  }
}
