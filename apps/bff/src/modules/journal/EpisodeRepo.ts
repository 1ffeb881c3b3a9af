import type { Episode } from '@twin/engine/ledger/decision';
import { type Decimal, decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';
import { decodeCursor, pageOf } from '../../lib/keyset.ts';

export interface EpisodeFilter {
  symbol?: string | undefined;
  account?: string | undefined;
  asset?: string | undefined;
  side?: 'long' | 'short' | undefined;
  /** Of one of its decisions, with at least this confidence. */
  label?: { name: string; minConfidence: number } | undefined;
  /** Broken by one of its decisions. */
  rule?: string | undefined;
  outcome?: 'win' | 'loss' | undefined;
  /** By the time of opening; since inclusive, until exclusive. */
  since?: Date | undefined;
  until?: Date | undefined;
  /** Clock of weekday and hour. */
  timeZone: string;
  weekday?: number | undefined;
  hour?: number | undefined;
  returnFrom?: number | undefined;
  returnTo?: number | undefined;
}

export interface DataVersion {
  dataVersion: number;
  engineVersion: string;
}

export interface EpisodeOutcomes {
  asset: string;
  results: number;
  wins: number;
  /** Net result no larger than the fees; and the winners among them. */
  breakEven: number;
  breakEvenWins: number;
  gains: Decimal;
  losses: Decimal;
}

type OutcomeRow = Omit<EpisodeOutcomes, 'gains' | 'losses'> & { gains: string; losses: string };

const BATCH = 2_000;

/** Episodes as the worker wrote them last; recomputed, never edited. */
export class EpisodeRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Puts these in place of all that opened at or after `since` (null: of all), and of their own earlier state. */
  async replaceSince(
    userId: string,
    since: Date | null,
    episodes: readonly Episode[],
    version: DataVersion,
  ): Promise<void> {
    await this.db.episode.deleteMany({ where: { userId, ...(since ? { openedAt: { gte: since } } : {}) } });
    const earlier = since ? episodes.filter((episode) => episode.openedAt < since.getTime()) : [];
    await this.db.$executeRaw`
      DELETE FROM "Episode" WHERE "userId" = ${userId} AND id = ANY(${arrayLiteral(earlier.map(({ id }) => id))}::text[])`;
    for (let start = 0; start < episodes.length; start += BATCH) {
      await this.insertBatch(userId, episodes.slice(start, start + BATCH), version);
    }
  }

  private async insertBatch(
    userId: string,
    episodes: readonly Episode[],
    version: DataVersion,
  ): Promise<void> {
    const column = (value: (episode: Episode) => string | number | null) => arrayLiteral(episodes.map(value));
    await this.db.$executeRaw`
      INSERT INTO "Episode" (id, "userId", account, symbol, instrument, side, asset, "openedAt", "closedAt", "decisionIds",
        "qtyMax", "entryPrice", "exitPrice", "realisedPnl", "realisedPnlGross", fees, funding, mae, mfe, "holdMs",
        "dataVersion", "engineVersion")
      SELECT e.id, ${userId}, e.account, e.symbol, e.instrument, e.side, e.asset, e.opened, e.closed, e.decisions::text[],
        e.qty_max, e.entry, e.exit, e.net, e.gross, e.fees, e.funding, e.mae, e.mfe, e.hold,
        ${version.dataVersion}::int, ${version.engineVersion}
      FROM unnest(
        ${column(({ id }) => id)}::text[],
        ${column(({ account }) => account)}::text[],
        ${column(({ symbol }) => symbol)}::text[],
        ${column(({ instrument }) => instrument)}::text[],
        ${column(({ side }) => side)}::text[],
        ${column(({ asset }) => asset)}::text[],
        ${column(({ openedAt }) => timeOf(openedAt))}::timestamptz[],
        ${column(({ closedAt }) => timeOf(closedAt))}::timestamptz[],
        ${column(({ decisionIds }) => arrayLiteral(decisionIds))}::text[],
        ${column(({ qtyMax }) => formatDecimal(qtyMax))}::numeric[],
        ${column(({ entryPrice }) => textOf(entryPrice))}::numeric[],
        ${column(({ exitPrice }) => textOf(exitPrice))}::numeric[],
        ${column(({ realisedPnl }) => textOf(realisedPnl))}::numeric[],
        ${column(({ realisedPnlGross }) => textOf(realisedPnlGross))}::numeric[],
        ${column(({ fees }) => feesJson(fees))}::jsonb[],
        ${column(({ funding }) => formatDecimal(funding ?? ZERO))}::numeric[],
        ${column(({ mae }) => mae)}::float8[],
        ${column(({ mfe }) => mfe)}::float8[],
        ${column(({ holdMs }) => holdMs)}::bigint[]
      ) AS e (id, account, symbol, instrument, side, asset, opened, closed, decisions, qty_max, entry, exit, net, gross,
        fees, funding, mae, mfe, hold)`;
  }

  /** Newest opened first. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(
    userId: string,
    filter: EpisodeFilter,
    cursor?: string,
    limit = 100,
  ): Promise<{ items: Episode[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const conditions = [
      ...episodeConditions(userId, filter),
      ...(after ? [Prisma.sql`("openedAt", id) < (${after.ts}, ${after.id})`] : []),
    ];
    const rows = await this.db.$queryRaw<{ id: string; ts: Date; episode: string }[]>`
      SELECT id, "openedAt" AS ts, ${EPISODE} AS episode FROM "Episode" WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY "openedAt" DESC, id DESC LIMIT ${limit + 1}`;
    const { items, nextCursor } = pageOf(rows, limit);
    return { items: items.map(episodeOf), nextCursor };
  }

  /** Results per settlement asset of the episodes that closed in a span; those of unknown result are left out. */
  async outcomes(
    userId: string,
    filter: { account?: string | undefined; since: Date; until: Date },
  ): Promise<EpisodeOutcomes[]> {
    const { account, since, until } = filter;
    const rows = await this.db.$queryRaw<OutcomeRow[]>`
      SELECT asset, count(*)::int AS results, (count(*) FILTER (WHERE "realisedPnl" > 0))::int AS wins,
        (count(*) FILTER (WHERE abs("realisedPnl") <= abs("realisedPnlGross" - "realisedPnl")))::int AS "breakEven",
        (count(*) FILTER (WHERE "realisedPnl" > 0
          AND abs("realisedPnl") <= abs("realisedPnlGross" - "realisedPnl")))::int AS "breakEvenWins",
        coalesce(sum("realisedPnl") FILTER (WHERE "realisedPnl" > 0), 0)::text AS gains,
        coalesce(-sum("realisedPnl") FILTER (WHERE "realisedPnl" < 0), 0)::text AS losses
      FROM "Episode"
      WHERE "userId" = ${userId} AND "closedAt" >= ${since} AND "closedAt" < ${until}
        AND "realisedPnl" IS NOT NULL AND "entryPrice" IS NOT NULL
        ${account === undefined ? Prisma.empty : Prisma.sql`AND account = ${account}`}
      GROUP BY 1 ORDER BY 1`;
    return rows.map((row) => ({ ...row, gains: decimal(row.gains), losses: decimal(row.losses) }));
  }

  async find(userId: string, id: string): Promise<Episode | null> {
    const [row] = await this.db.$queryRaw<{ episode: string }[]>`
      SELECT ${EPISODE} AS episode FROM "Episode" WHERE id = ${id} AND "userId" = ${userId}`;
    return row ? episodeOf(row) : null;
  }

  /** The episode that a decision opened or acted in; null before it is scored. */
  async findByDecision(userId: string, decisionId: string): Promise<Episode | null> {
    const [row] = await this.db.$queryRaw<{ episode: string }[]>`
      SELECT ${EPISODE} AS episode FROM "Episode"
      WHERE "userId" = ${userId} AND "decisionIds" @> ARRAY[${decisionId}] ORDER BY "openedAt" DESC LIMIT 1`;
    return row ? episodeOf(row) : null;
  }
}

/** A row as one text: an object for each of its numbers would cost the api more than the rest of the answer. */
const EPISODE = Prisma.sql`json_build_object(
    'id', id, 'account', account, 'symbol', symbol, 'instrument', instrument, 'side', side, 'asset', asset,
    'openedAt', (extract(epoch FROM "openedAt") * 1000)::bigint,
    'closedAt', (extract(epoch FROM "closedAt") * 1000)::bigint, 'decisionIds', "decisionIds",
    'qtyMax', "qtyMax"::text, 'entryPrice', "entryPrice"::text, 'exitPrice', "exitPrice"::text,
    'realisedPnl', "realisedPnl"::text, 'realisedPnlGross', "realisedPnlGross"::text, 'fees', fees,
    'funding', funding::text, 'mae', mae, 'mfe', mfe, 'holdMs', "holdMs"
  )::text`;

/** What `EPISODE` holds. */
type EpisodeText = Omit<Episode, 'qtyMax' | 'fees' | 'funding' | 'unvaluedFees' | MaybeUnknown> &
  Record<'qtyMax' | 'funding', string> &
  Record<MaybeUnknown, string | null> & { fees: { asset: string; amount: string }[] };
type MaybeUnknown = 'entryPrice' | 'exitPrice' | 'realisedPnl' | 'realisedPnlGross';

/** Net result as a share of the largest size at the entry price. */
export const EPISODE_RETURN = Prisma.sql`("realisedPnl" / nullif("qtyMax" * "entryPrice", 0))::float8`;

/** The time of opening on the clock of a zone; an offset is an interval, since PostgreSQL reads its sign the other way. */
export function openedIn(timeZone: string): Prisma.Sql {
  return /^[+-]/.test(timeZone)
    ? Prisma.sql`("openedAt" AT TIME ZONE ${timeZone}::interval)`
    : Prisma.sql`("openedAt" AT TIME ZONE ${timeZone})`;
}

/** What a filter asks of a row of "Episode". */
export function episodeConditions(userId: string, filter: EpisodeFilter): Prisma.Sql[] {
  const { symbol, account, asset, side, label, outcome, since, until } = filter;
  const given = <Value>(value: Value | undefined, condition: (value: Value) => Prisma.Sql) =>
    value === undefined ? [] : [condition(value)];
  return [
    Prisma.sql`"userId" = ${userId}`,
    ...given(symbol, (value) => Prisma.sql`symbol = ${value}`),
    ...given(account, (value) => Prisma.sql`account = ${value}`),
    ...given(asset, (value) => Prisma.sql`asset = ${value}`),
    ...given(side, (value) => Prisma.sql`side = ${value}`),
    ...given(since, (value) => Prisma.sql`"openedAt" >= ${value}`),
    ...given(until, (value) => Prisma.sql`"openedAt" < ${value}`),
    ...given(outcome, (value) => (value === 'win' ? WON : LOST)),
    ...given(
      filter.weekday,
      (value) => Prisma.sql`extract(isodow FROM ${openedIn(filter.timeZone)}) = ${value}::int`,
    ),
    ...given(
      filter.hour,
      (value) => Prisma.sql`extract(hour FROM ${openedIn(filter.timeZone)}) = ${value}::int`,
    ),
    ...given(filter.returnFrom, (value) => Prisma.sql`${KNOWN} AND ${EPISODE_RETURN} >= ${value}::float8`),
    ...given(filter.returnTo, (value) => Prisma.sql`${KNOWN} AND ${EPISODE_RETURN} < ${value}::float8`),
    ...given(
      label,
      ({ name, minConfidence }) => Prisma.sql`"decisionIds" && ARRAY(SELECT "tradeId" FROM "BiasTag"
        WHERE "userId" = ${userId} AND label = ${name} AND confidence >= ${minConfidence})`,
    ),
    ...given(
      filter.rule,
      (value) => Prisma.sql`"decisionIds" && ARRAY(SELECT "tradeId" FROM "RuleBreach"
        WHERE "userId" = ${userId} AND "ruleId" = ${value})`,
    ),
  ];
}

/** Closed, with all of its cost known: the n of win rates and distributions. */
export const KNOWN = Prisma.sql`("closedAt" IS NOT NULL AND "realisedPnl" IS NOT NULL AND "entryPrice" IS NOT NULL)`;
const WON = Prisma.sql`${KNOWN} AND "realisedPnl" > 0`;
const LOST = Prisma.sql`${KNOWN} AND "realisedPnl" <= 0`;

function timeOf(ts: number | null): string | null {
  return ts === null ? null : new Date(ts).toISOString();
}

function feesJson(fees: Episode['fees']): string {
  return JSON.stringify(fees.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })));
}

function episodeOf({ episode }: { episode: string }): Episode {
  const { funding: received, ...row }: EpisodeText = JSON.parse(episode);
  const funding = decimal(received);
  return {
    ...row,
    qtyMax: decimal(row.qtyMax),
    entryPrice: decimalOf(row.entryPrice),
    exitPrice: decimalOf(row.exitPrice),
    realisedPnl: decimalOf(row.realisedPnl),
    realisedPnlGross: decimalOf(row.realisedPnlGross),
    fees: row.fees.map(({ asset, amount }) => ({ asset, amount: decimal(amount) })),
    ...(funding === ZERO ? {} : { funding }),
  };
}

function textOf(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}

function decimalOf(text: string | null): Decimal | null {
  return text === null ? null : decimal(text);
}
