import type { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** A tag as the scorer gives it; tradeId is the decision's id, ts its time. */
export interface NewBiasTag {
  tradeId: string;
  label: string;
  confidence: number;
  features: Prisma.InputJsonObject;
  ts: Date;
  engineVersion: string;
  modelVersion: string;
}

export interface StoredTag {
  id: string;
  tradeId: string;
  label: string;
  confidence: number;
}

/** With what explains it. */
export interface StoredBiasTag extends StoredTag {
  features: Prisma.JsonValue;
  ts: Date;
  engineVersion: string;
  modelVersion: string;
  createdAt: Date;
}

/** A tag that is new, or differs from what was stored. */
export interface ChangedTag {
  id: string;
  tradeId: string;
  label: string;
  confidence: number;
  isNew: boolean;
}

export interface TagBucket {
  ts: Date;
  label: string;
  count: number;
  meanConfidence: number;
}

const BATCH = 5_000;

export class BiasRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** @throws PrismaClientKnownRequestError P2002 when the decision has this label already */
  async create(userId: string, tag: NewBiasTag): Promise<StoredBiasTag> {
    return this.db.biasTag.create({ data: { ...tag, userId } });
  }

  /** Stores tags by (tradeId, label). @returns only those that are new or changed, so that none is told twice */
  async upsertMany(userId: string, tags: readonly NewBiasTag[]): Promise<ChangedTag[]> {
    const changed: ChangedTag[] = [];
    for (let start = 0; start < tags.length; start += BATCH) {
      changed.push(...(await this.upsertBatch(userId, tags.slice(start, start + BATCH))));
    }
    return changed;
  }

  private upsertBatch(userId: string, tags: readonly NewBiasTag[]): Promise<ChangedTag[]> {
    return this.db.$queryRaw<ChangedTag[]>`
      INSERT INTO "BiasTag" AS b
        (id, "userId", "tradeId", label, confidence, features, ts, "engineVersion", "modelVersion")
      SELECT gen_random_uuid()::text, ${userId}, t.*
      FROM unnest(
        ${arrayLiteral(tags.map((tag) => tag.tradeId))}::text[],
        ${arrayLiteral(tags.map((tag) => tag.label))}::text[],
        ${arrayLiteral(tags.map((tag) => tag.confidence))}::float8[],
        ${arrayLiteral(tags.map((tag) => JSON.stringify(tag.features)))}::jsonb[],
        ${arrayLiteral(tags.map((tag) => tag.ts.toISOString()))}::timestamptz[],
        ${arrayLiteral(tags.map((tag) => tag.engineVersion))}::text[],
        ${arrayLiteral(tags.map((tag) => tag.modelVersion))}::text[]
      ) AS t
      ON CONFLICT ("tradeId", label) DO UPDATE SET
        confidence = excluded.confidence, features = excluded.features, ts = excluded.ts,
        "engineVersion" = excluded."engineVersion", "modelVersion" = excluded."modelVersion"
      WHERE (b.confidence, b.features, b.ts, b."engineVersion", b."modelVersion") IS DISTINCT FROM
        (excluded.confidence, excluded.features, excluded.ts, excluded."engineVersion", excluded."modelVersion")
      RETURNING b.id, b."tradeId", b.label, b.confidence, xmax = 0 AS "isNew"`;
  }

  /** Removes the tags from `since` on that a re-score did not give again. @returns how many */
  async deleteExcept(
    userId: string,
    since: Date,
    keep: readonly Pick<NewBiasTag, 'tradeId' | 'label'>[],
  ): Promise<number> {
    return this.db.$executeRaw`
      DELETE FROM "BiasTag" AS b WHERE b."userId" = ${userId} AND b.ts >= ${since}
      AND NOT EXISTS (
        SELECT FROM unnest(${arrayLiteral(keep.map((tag) => tag.tradeId))}::text[], ${arrayLiteral(keep.map((tag) => tag.label))}::text[])
          AS k (trade_id, label)
        WHERE k.trade_id = b."tradeId" AND k.label = b.label
      )`;
  }

  /** Removes tags by id. @returns how many */
  async deleteMany(userId: string, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    return this.db.$executeRaw`
      DELETE FROM "BiasTag" WHERE "userId" = ${userId} AND id = ANY(${arrayLiteral(ids)}::text[])`;
  }

  async deleteByTrade(userId: string, tradeId: string): Promise<void> {
    await this.db.biasTag.deleteMany({ where: { userId, tradeId } });
  }

  async find(userId: string, id: string): Promise<StoredBiasTag | null> {
    return this.db.biasTag.findFirst({ where: { id, userId } });
  }

  /** The tags of one decision, surest first. */
  async listByTrade(userId: string, tradeId: string): Promise<StoredBiasTag[]> {
    return this.db.biasTag.findMany({
      where: { userId, tradeId },
      orderBy: [{ confidence: 'desc' }, { label: 'asc' }],
    });
  }

  /** The tags of many decisions, surest first, without what explains them. */
  async listByTrades(userId: string, tradeIds: readonly string[]): Promise<StoredTag[]> {
    return this.db.$queryRaw<StoredTag[]>`
      SELECT id, "tradeId", label, confidence FROM "BiasTag"
      WHERE "userId" = ${userId} AND "tradeId" = ANY(${arrayLiteral(tradeIds)}::text[])
      ORDER BY confidence DESC, label`;
  }

  /** When the tagged decisions were taken: of each its surest two from `minConfidence` on. */
  async listShownTimes(
    userId: string,
    query: { since: Date; until: Date; account: string | null; minConfidence: number },
  ): Promise<Date[]> {
    const { since, until, account, minConfidence } = query;
    const rows = await this.db.$queryRaw<{ ts: Date; n: number }[]>`
      SELECT b.ts, least(count(*), 2)::int AS n FROM "BiasTag" b JOIN "Trade" t ON t.id = b."tradeId"
      WHERE b."userId" = ${userId} AND b.ts >= ${since} AND b.ts < ${until} AND b.confidence >= ${minConfidence}
        AND (${account}::text IS NULL OR t.account = ${account})
      GROUP BY b."tradeId", b.ts ORDER BY b.ts`;
    return rows.flatMap(({ ts, n }) => new Array<Date>(n).fill(ts));
  }

  async count(userId: string, minConfidence = 0): Promise<number> {
    return this.db.biasTag.count({ where: { userId, confidence: { gte: minConfidence } } });
  }

  /** Counts and mean confidence per UTC bucket and label, oldest first. */
  async timeline(
    userId: string,
    query: {
      bucket: 'day' | 'week' | 'month';
      account?: string | undefined;
      label?: string | undefined;
      minConfidence: number;
    },
  ): Promise<TagBucket[]> {
    const { bucket, account = null, label = null, minConfidence } = query;
    return this.db.$queryRaw<TagBucket[]>`
      SELECT date_trunc(${bucket}, ts, 'UTC') AS ts, label, count(*)::int AS count,
        avg(confidence) AS "meanConfidence"
      FROM "BiasTag" b
      WHERE "userId" = ${userId} AND confidence >= ${minConfidence} AND (${label}::text IS NULL OR label = ${label})
        AND (${account}::text IS NULL
          OR EXISTS (SELECT FROM "Trade" t WHERE t.id = b."tradeId" AND t.account = ${account}))
      GROUP BY 1, 2 ORDER BY 1, 2`;
  }
}
