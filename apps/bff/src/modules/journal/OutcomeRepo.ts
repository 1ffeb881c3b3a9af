import { type Decimal, decimal } from '@twin/shared/primitives/decimal';
import { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { EPISODE_RETURN, type EpisodeFilter, episodeConditions, KNOWN, openedIn } from './EpisodeRepo.ts';

export interface HourOutcome {
  weekday: number;
  hour: number;
  episodes: number;
  wins: number;
  realisedPnl: Decimal;
}

export interface Excursion {
  id: string;
  decisionId: string;
  symbol: string;
  openedAt: Date;
  mae: number;
  mfe: number;
  realisedPnl: Decimal;
}

export interface GroupOutcome {
  key: string;
  episodes: number;
  wins: number;
  realisedPnl: Decimal;
  best: Decimal;
  worst: Decimal;
  medianHoldMs: number;
}

/** By what the rows of a breakdown are told apart. */
export type OutcomeGroup =
  | { by: 'symbol' | 'rule' | 'account' | 'side' | 'weekday' }
  | { by: 'label'; minConfidence: number };

type Exact<Row, Names extends keyof Row> = Omit<Row, Names> & Record<Names, string>;

/**
 * Distributions of closed positions of known result. The episodes are what the worker stores; these are ways to count
 * them, so the database counts, and any filter of the list can be asked for.
 */
export class OutcomeRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** By weekday and hour of opening on the filter's clock. */
  async byHour(userId: string, filter: EpisodeFilter): Promise<HourOutcome[]> {
    const opened = openedIn(filter.timeZone);
    const rows = await this.db.$queryRaw<Exact<HourOutcome, 'realisedPnl'>[]>`
      SELECT weekday, hour, count(*)::int AS episodes, (count(*) FILTER (WHERE "realisedPnl" > 0))::int AS wins,
        sum("realisedPnl")::text AS "realisedPnl"
      FROM (
        SELECT extract(isodow FROM ${opened})::int AS weekday, extract(hour FROM ${opened})::int AS hour, "realisedPnl"
        FROM "Episode" WHERE ${known(userId, filter)}
      ) AS opened GROUP BY 1, 2 ORDER BY 1, 2`;
    return rows.map((row) => ({ ...row, realisedPnl: decimal(row.realisedPnl) }));
  }

  /** How many ended between each two edges: below the first, …, from the last on. */
  async byReturn(userId: string, filter: EpisodeFilter, edges: readonly number[]): Promise<number[]> {
    const rows = await this.db.$queryRaw<{ place: number; episodes: number }[]>`
      SELECT width_bucket(${EPISODE_RETURN}, ${[...edges]}::float8[]) AS place, count(*)::int AS episodes
      FROM "Episode" WHERE ${known(userId, filter)} GROUP BY 1`;
    const counts = new Map(rows.map(({ place, episodes }) => [place, episodes]));
    return Array.from({ length: edges.length + 1 }, (_, place) => counts.get(place) ?? 0);
  }

  /** How many there are, and the time within which each of these shares of them had ended. */
  async holdTimes(
    userId: string,
    filter: EpisodeFilter,
    shares: readonly number[],
  ): Promise<{ n: number; holdMs: number[] }> {
    const rows = await this.db.$queryRaw<{ n: number; holdMs: number[] | null }[]>`
      SELECT count(*)::int AS n,
        percentile_disc(${[...shares]}::float8[]) WITHIN GROUP (ORDER BY "holdMs"::float8) AS "holdMs"
      FROM "Episode" WHERE ${known(userId, filter)}`;
    return { n: rows[0]?.n ?? 0, holdMs: rows[0]?.holdMs ?? [] };
  }

  /** The newest so many whose way is known from candles, and how many there are. */
  async excursions(
    userId: string,
    filter: EpisodeFilter,
    limit: number,
  ): Promise<{ n: number; items: Excursion[] }> {
    const conditions = Prisma.sql`${known(userId, filter)} AND mae IS NOT NULL AND mfe IS NOT NULL`;
    const rows = await this.db.$queryRaw<Exact<Excursion, 'realisedPnl'>[]>`
      SELECT id, "decisionIds"[1] AS "decisionId", symbol, "openedAt", mae, mfe, "realisedPnl"::text AS "realisedPnl"
      FROM "Episode" WHERE ${conditions} ORDER BY "openedAt" DESC, id DESC LIMIT ${limit}`;
    const [total] = await this.db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM "Episode" WHERE ${conditions}`;
    return {
      n: total?.n ?? 0,
      items: rows.map((row) => ({ ...row, realisedPnl: decimal(row.realisedPnl) })),
    };
  }

  /** Results per group, the largest first; an episode counts once for each of its patterns or broken rules. */
  async groups(userId: string, filter: EpisodeFilter, group: OutcomeGroup): Promise<GroupOutcome[]> {
    const rows = await this.db.$queryRaw<Exact<GroupOutcome, 'realisedPnl' | 'best' | 'worst'>[]>`
      SELECT key, count(*)::int AS episodes, (count(*) FILTER (WHERE "realisedPnl" > 0))::int AS wins,
        sum("realisedPnl")::text AS "realisedPnl", max("realisedPnl")::text AS best, min("realisedPnl")::text AS worst,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY "holdMs"::float8) AS "medianHoldMs"
      FROM (${this.grouped(userId, filter, group)}) AS grouped GROUP BY key ORDER BY episodes DESC, key`;
    return rows.map((row) => ({
      ...row,
      realisedPnl: decimal(row.realisedPnl),
      best: decimal(row.best),
      worst: decimal(row.worst),
    }));
  }

  private grouped(userId: string, filter: EpisodeFilter, group: OutcomeGroup): Prisma.Sql {
    if (group.by === 'label') {
      return Prisma.sql`SELECT DISTINCT tag.label AS key, decided.id, decided."realisedPnl", decided."holdMs"
        FROM (${decided(userId, filter)}) AS decided
        JOIN "BiasTag" AS tag ON tag."tradeId" = decided."decisionId" AND tag.confidence >= ${group.minConfidence}`;
    }
    if (group.by === 'rule') {
      return Prisma.sql`SELECT DISTINCT breach."ruleId" AS key, decided.id, decided."realisedPnl", decided."holdMs"
        FROM (${decided(userId, filter)}) AS decided
        JOIN "RuleBreach" AS breach ON breach."tradeId" = decided."decisionId"`;
    }
    const key = {
      symbol: Prisma.sql`symbol`,
      account: Prisma.sql`account`,
      side: Prisma.sql`side`,
      weekday: Prisma.sql`extract(isodow FROM ${openedIn(filter.timeZone)})::text`,
    }[group.by];
    return Prisma.sql`SELECT ${key} AS key, "realisedPnl", "holdMs" FROM "Episode" WHERE ${known(userId, filter)}`;
  }
}

/** Each episode once for each of its decisions. */
function decided(userId: string, filter: EpisodeFilter): Prisma.Sql {
  return Prisma.sql`SELECT id, "realisedPnl", "holdMs", unnest("decisionIds") AS "decisionId"
    FROM "Episode" WHERE ${known(userId, filter)}`;
}

function known(userId: string, filter: EpisodeFilter): Prisma.Sql {
  return Prisma.join([...episodeConditions(userId, filter), KNOWN], ' AND ');
}
