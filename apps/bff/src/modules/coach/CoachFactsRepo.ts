import type { AccountFacts } from '@twin/engine/coach/answer';
import type { TaggedDecision } from '@twin/engine/coach/wording';
import type { BiasReport } from '@twin/shared/dto/bias';
import { decimal } from '@twin/shared/primitives/decimal';
import { SHOWN_FROM } from '@twin/shared/primitives/label';
import { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

/** A finished import that the coach has not spoken about. */
export interface OwedImport {
  fills: number;
  decisions: number;
  firstTs: Date | null;
  lastTs: Date | null;
}

interface TagRow {
  tradeId: string;
  label: TaggedDecision['label'];
  confidence: number;
  features: TaggedDecision['features'];
  side: 'buy' | 'sell';
  symbol: string;
  ts: Date;
}

const TAG_COLUMNS = Prisma.sql`b."tradeId", b.label, b.confidence, b.features, t.side, t.symbol, t.ts`;

/** What the coach may speak about, read from what others have stored; it writes only that it has spoken. */
export class CoachFactsRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Whether the import brought something new that nothing was said about. */
  async isOwed(userId: string, importId: string): Promise<boolean> {
    const owed = { id: importId, userId, status: 'done', reflectedAt: null, tradesAccepted: { gt: 0 } };
    return (await this.db.import.count({ where: owed })) > 0;
  }

  /** Marks the import as spoken about. @returns null when that was done before or it is not finished */
  async takeImport(userId: string, importId: string, now: Date): Promise<{ newFills: number } | null> {
    const [taken] = await this.db.import.updateManyAndReturn({
      where: { id: importId, userId, status: 'done', reflectedAt: null },
      data: { reflectedAt: now },
      select: { tradesAccepted: true },
    });
    return taken ? { newFills: taken.tradesAccepted } : null;
  }

  /** What the import brought: its live trades and their decisions. */
  async importSpan(userId: string, importId: string): Promise<OwedImport> {
    const [span] = await this.db.$queryRaw<OwedImport[]>`
      SELECT count(*)::int AS fills, count(DISTINCT t."decisionId")::int AS decisions,
        min(t.ts) AS "firstTs", max(t.ts) AS "lastTs"
      FROM "ImportTrade" i JOIN "Trade" t ON t.id = i."tradeId"
      WHERE i."importId" = ${importId} AND i."userId" = ${userId} AND t."deletedAt" IS NULL`;
    return span ?? { fills: 0, decisions: 0, firstTs: null, lastTs: null };
  }

  /** The shown tags of decisions that begin with a trade of the import. */
  async importTags(userId: string, importId: string): Promise<TaggedDecision[]> {
    const rows = await this.db.$queryRaw<TagRow[]>`
      SELECT ${TAG_COLUMNS} FROM "ImportTrade" i
      JOIN "BiasTag" b ON b."tradeId" = i."tradeId" JOIN "Trade" t ON t.id = b."tradeId"
      WHERE i."importId" = ${importId} AND i."userId" = ${userId} AND b.confidence >= ${SHOWN_FROM}`;
    return rows.map(taggedDecision);
  }

  async hasDecision(userId: string, decisionId: string): Promise<boolean> {
    return (await this.db.trade.count({ where: { userId, id: decisionId, deletedAt: null } })) > 0;
  }

  /** The tags of the decision, or of the newest decision that has a shown one; surest first. */
  async tagsAbout(userId: string, decisionId: string | null): Promise<TaggedDecision[]> {
    const about = decisionId === null ? Prisma.empty : Prisma.sql`AND b."tradeId" = ${decisionId}`;
    const rows = await this.db.$queryRaw<TagRow[]>`
      SELECT ${TAG_COLUMNS} FROM "BiasTag" b JOIN "Trade" t ON t.id = b."tradeId"
      WHERE b."userId" = ${userId} AND b.confidence >= ${SHOWN_FROM} ${about} ORDER BY b.ts DESC, b.confidence DESC, b.label LIMIT 2`;
    return rows.map(taggedDecision);
  }

  async verdicts(userId: string): Promise<AccountFacts['verdicts']> {
    const rows = await this.db.biasReport.findMany({
      where: { userId, account: '' },
      orderBy: { label: 'asc' },
      select: { payload: true },
    });
    return rows.map(({ payload }) => {
      const { label, verdict, n, needed, cost } = payload as unknown as BiasReport;
      return { label, verdict, n, needed, cost: cost && readCost(cost) };
    });
  }

  /** Per settlement asset, the most used first; the win rate is that of closed positions of known result. */
  async results(userId: string): Promise<AccountFacts['results']> {
    const rows = await this.db.$queryRaw<
      { asset: string; realisedPnl: string; fees: string; knownEpisodes: number; winRate: number | null }[]
    >`
      SELECT d.asset, d."realisedPnl", d.fees, k."knownEpisodes", k."winRate"
      FROM (
        SELECT asset, sum("realisedPnl")::text AS "realisedPnl", sum(fees)::text AS fees, sum(fills) AS fills
        FROM "DailyPnl" WHERE "userId" = ${userId} AND account = '' GROUP BY asset
      ) d CROSS JOIN LATERAL (
        SELECT count(*)::int AS "knownEpisodes", avg((e."realisedPnl" > 0)::int)::float8 AS "winRate"
        FROM "Episode" e
        WHERE e."userId" = ${userId} AND e.asset = d.asset
          AND e."closedAt" IS NOT NULL AND e."realisedPnl" IS NOT NULL AND e."entryPrice" IS NOT NULL
      ) k
      ORDER BY d.fills DESC, d.asset`;
    return rows.map((row) => ({ ...row, realisedPnl: decimal(row.realisedPnl), fees: decimal(row.fees) }));
  }

  /** The week with the lowest realised result, in the asset that is used most. */
  async worstWeek(userId: string, asset: string): Promise<AccountFacts['worstWeek']> {
    const [week] = await this.db.$queryRaw<{ start: Date; realisedPnl: string; trades: number }[]>`
      SELECT date_trunc('week', day)::date AS start, sum("realisedPnl")::text AS "realisedPnl", sum(fills)::int AS trades
      FROM "DailyPnl" WHERE "userId" = ${userId} AND account = '' AND asset = ${asset}
      GROUP BY 1 ORDER BY sum("realisedPnl"), 1 LIMIT 1`;
    return week
      ? { start: week.start.getTime(), realisedPnl: decimal(week.realisedPnl), asset, trades: week.trades }
      : null;
  }

  /** Decisions with a shown tag among all, before and from the given time on; and the time of the last trade. */
  async taggedShare(
    userId: string,
    boundary: Date,
  ): Promise<Pick<AccountFacts, 'before'> & { recent: AccountFacts['before'] }> {
    const rows = await this.db.$queryRaw<{ isRecent: boolean; tagged: number; decisions: number }[]>`
      SELECT t.ts >= ${boundary} AS "isRecent", count(*)::int AS decisions,
        count(*) FILTER (WHERE EXISTS (
          SELECT FROM "BiasTag" b WHERE b."tradeId" = t.id AND b.confidence >= ${SHOWN_FROM}
        ))::int AS tagged
      FROM "Trade" t
      WHERE t."userId" = ${userId} AND t.id = t."decisionId" AND t."deletedAt" IS NULL GROUP BY 1`;
    const side = (isRecent: boolean) => {
      const row = rows.find((candidate) => candidate.isRecent === isRecent);
      return { tagged: row?.tagged ?? 0, decisions: row?.decisions ?? 0 };
    };
    return { recent: side(true), before: side(false) };
  }

  async lastTradeTime(userId: string): Promise<Date | null> {
    const last = await this.db.trade.findFirst({
      where: { userId, deletedAt: null },
      orderBy: [{ ts: 'desc' }, { id: 'desc' }],
      select: { ts: true },
    });
    return last?.ts ?? null;
  }
}

function readCost({ asset, value, ciLow, ciHigh }: NonNullable<BiasReport['cost']>) {
  const optional = (text: string | null) => (text === null ? null : decimal(text));
  return { asset, value: decimal(value), low: optional(ciLow), high: optional(ciHigh) };
}

function taggedDecision({ tradeId, ts, ...row }: TagRow): TaggedDecision {
  return { ...row, decisionId: tradeId, ts: ts.getTime() };
}
