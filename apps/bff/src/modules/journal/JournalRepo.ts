import type { DayLine } from '@twin/engine/ledger/series';
import type { TwinPoint } from '@twin/engine/twin/twin';
import { type Decimal, decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import type { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';
import type { DataVersion } from './EpisodeRepo.ts';

/** A day of one account ('' for all of them); dates are those of the person's zone, YYYY-MM-DD. */
export interface StoredDay extends DayLine {
  account: string;
}

export interface StoredEquity {
  account: string;
  asset: string;
  date: string;
  ts: Date;
  realised: Decimal;
  actual: Decimal;
  /** null: not replayed yet. */
  twin: Decimal | null;
  coverage: number;
}

/** A point as it is read and sent: decimals and time are text. */
export interface EquityOfDay {
  asset: string;
  ts: string;
  actual: string;
  /** null: not replayed yet. */
  twin: string | null;
  coverage: number;
}

export interface JournalFilter {
  /** '' for all accounts together. */
  account: string;
  asset?: string | undefined;
  /** First and last date, both inclusive. */
  from?: string | undefined;
  to?: string | undefined;
}

/** A computed answer with what it was computed from. */
export interface Computed extends DataVersion {
  payload: Prisma.JsonValue;
  computedAt: Date;
}

const BATCH = 5_000;

/** What the worker computed for reading: days, equity and summaries. */
export class JournalRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Puts these days in place of all from `from` on (null: of all). */
  async replaceDays(
    userId: string,
    from: string | null,
    days: readonly StoredDay[],
    version: DataVersion,
  ): Promise<void> {
    await this.db.dailyPnl.deleteMany({ where: { userId, ...sinceDay(from) } });
    for (let start = 0; start < days.length; start += BATCH) {
      const batch = days.slice(start, start + BATCH);
      const column = (value: (day: StoredDay) => string | number) => arrayLiteral(batch.map(value));
      await this.db.$executeRaw`
        INSERT INTO "DailyPnl" ("userId", account, asset, day, "realisedPnl", fees, fills, episodes, "dataVersion",
          "engineVersion")
        SELECT ${userId}, d.*, ${version.dataVersion}::int, ${version.engineVersion}
        FROM unnest(
          ${column(({ account }) => account)}::text[],
          ${column(({ asset }) => asset)}::text[],
          ${column(({ date }) => date)}::date[],
          ${column(({ realisedPnl }) => formatDecimal(realisedPnl))}::numeric[],
          ${column(({ fees }) => formatDecimal(fees))}::numeric[],
          ${column(({ fills }) => fills)}::int[],
          ${column(({ episodes }) => episodes)}::int[]
        ) AS d`;
    }
  }

  /** Oldest first. */
  async listDays(userId: string, filter: JournalFilter): Promise<StoredDay[]> {
    const rows = await this.db.dailyPnl.findMany({
      where: whereOf(userId, filter),
      orderBy: [{ day: 'asc' }, { asset: 'asc' }],
    });
    return rows.map(({ account, asset, day, realisedPnl, fees, fills, episodes }) => ({
      account,
      asset,
      date: dateOf(day),
      realisedPnl: decimal(realisedPnl.toFixed()),
      fees: decimal(fees.toFixed()),
      fills,
      episodes,
    }));
  }

  /** Puts these points in place of all from `from` on (null: of all). */
  async replaceEquity(
    userId: string,
    from: string | null,
    points: readonly StoredEquity[],
    version: DataVersion,
  ): Promise<void> {
    await this.db.equityPoint.deleteMany({ where: { userId, ...sinceDay(from) } });
    for (let start = 0; start < points.length; start += BATCH) {
      const batch = points.slice(start, start + BATCH);
      const column = (value: (point: StoredEquity) => string | number | null) =>
        arrayLiteral(batch.map(value));
      await this.db.$executeRaw`
        INSERT INTO "EquityPoint" ("userId", account, asset, day, ts, realised, actual, twin, coverage,
          "dataVersion", "engineVersion")
        SELECT ${userId}, p.*, ${version.dataVersion}::int, ${version.engineVersion}
        FROM unnest(
          ${column(({ account }) => account)}::text[],
          ${column(({ asset }) => asset)}::text[],
          ${column(({ date }) => date)}::date[],
          ${column(({ ts }) => ts.toISOString())}::timestamptz[],
          ${column(({ realised }) => formatDecimal(realised))}::numeric[],
          ${column(({ actual }) => formatDecimal(actual))}::numeric[],
          ${column(({ twin }) => (twin === null ? null : formatDecimal(twin)))}::numeric[],
          ${column(({ coverage }) => coverage)}::float8[]
        ) AS p`;
    }
  }

  /**
   * Oldest first. The database writes all points into one text: a curve has thousands of them, and an object for each
   * of their numbers would keep the api busy with garbage.
   */
  async listEquity(userId: string, { account, asset, from, to }: JournalFilter): Promise<EquityOfDay[]> {
    const [row] = await this.db.$queryRaw<{ points: string }[]>`
      SELECT coalesce(json_agg(json_build_object(
          'asset', asset, 'ts', to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'actual', trim_scale(actual)::text, 'twin', trim_scale(twin)::text, 'coverage', coverage
        ) ORDER BY day, asset), '[]'::json)::text AS points
      FROM "EquityPoint"
      WHERE "userId" = ${userId} AND account = ${account}
        AND (${asset ?? null}::text IS NULL OR asset = ${asset ?? null})
        AND day BETWEEN coalesce(${from ?? null}::date, '-infinity') AND coalesce(${to ?? null}::date, 'infinity')`;
    return JSON.parse(row?.points ?? '[]');
  }

  /** By asset, the equity at the end of the last day before this one; none where there was no such day. */
  async equityBefore(
    userId: string,
    { account, day }: { account: string; day: string },
  ): Promise<{ asset: string; actual: string }[]> {
    return this.db.$queryRaw`
      SELECT DISTINCT ON (asset) asset, trim_scale(actual)::text AS actual
      FROM "EquityPoint"
      WHERE "userId" = ${userId} AND account = ${account} AND day < ${day}::date
      ORDER BY asset, day DESC`;
  }

  /**
   * Writes the twin beside every point: the actual equity plus the difference of the point's account, or of all of
   * them; where nothing is different the twin is the actual one.
   */
  async putTwin(userId: string, differences: readonly TwinPoint[]): Promise<void> {
    await this.db.$executeRaw`UPDATE "EquityPoint" SET twin = actual WHERE "userId" = ${userId}`;
    for (let start = 0; start < differences.length; start += BATCH) {
      const batch = differences.slice(start, start + BATCH);
      const column = (value: (point: TwinPoint) => string) => arrayLiteral(batch.map(value));
      await this.db.$executeRaw`
        UPDATE "EquityPoint" AS e SET twin = e.twin + d.difference
        FROM (
          SELECT view.account, asset, day, sum(difference) AS difference
          FROM unnest(
            ${column(({ account }) => account)}::text[],
            ${column(({ asset }) => asset)}::text[],
            ${column(({ date }) => date)}::date[],
            ${column(({ difference }) => formatDecimal(difference))}::numeric[]
          ) AS p (account, asset, day, difference)
          CROSS JOIN LATERAL (VALUES (p.account), ('')) AS view (account)
          GROUP BY view.account, asset, day
        ) AS d
        WHERE e."userId" = ${userId} AND e.account = d.account AND e.asset = d.asset AND e.day = d.day`;
    }
  }

  /** Stores the totals of an account ('' for all). */
  async putSummary(
    userId: string,
    account: string,
    payload: Prisma.InputJsonObject,
    version: DataVersion & { computedAt: Date },
  ): Promise<void> {
    await this.db.summary.upsert({
      where: { userId_account: { userId, account } },
      create: { userId, account, payload, ...version },
      update: { payload, ...version },
    });
  }

  /** Puts these totals in place of all: an account without trades has none. */
  async replaceSummaries(
    userId: string,
    summaries: readonly { account: string; payload: object }[],
    version: DataVersion & { computedAt: Date },
  ): Promise<void> {
    await this.db.summary.deleteMany({ where: { userId } });
    await this.db.summary.createMany({
      data: summaries.map(({ account, payload }) => ({
        userId,
        account,
        payload: payload as Prisma.InputJsonObject,
        ...version,
      })),
    });
  }

  async findSummary(userId: string, account: string): Promise<Computed | null> {
    return this.db.summary.findUnique({ where: { userId_account: { userId, account } } });
  }
}

function sinceDay(from: string | null) {
  return from === null ? {} : { day: { gte: new Date(from) } };
}

function whereOf(userId: string, { account, asset, from, to }: JournalFilter) {
  return {
    userId,
    account,
    ...(asset === undefined ? {} : { asset }),
    day: {
      ...(from === undefined ? {} : { gte: new Date(from) }),
      ...(to === undefined ? {} : { lte: new Date(to) }),
    },
  };
}

function dateOf(day: Date): string {
  return day.toISOString().slice(0, 10);
}
