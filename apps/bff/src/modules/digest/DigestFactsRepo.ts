import type { ReportedPattern, WeekExample, WeekFacts, WeekResult } from '@twin/engine/digest/digestInput';
import type { BiasReport } from '@twin/engine/report/biasReport';
import type { DecisionLabel } from '@twin/shared/primitives/label';
import { SHOWN_FROM } from '@twin/shared/primitives/label';
import type { Transaction } from '../../lib/db.ts';
import type { Period } from './DigestRepo.ts';

/** A week with the dates that it has on the person's calendar. */
export interface DatedPeriod extends Period {
  timeZone: string;
  fromDate: string;
  /** Exclusive. */
  toDate: string;
}

const EXAMPLES_PER_LABEL = 2;

/** What a digest is made of, read from what others have stored. */
export class DigestFactsRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async countDecisions(
    userId: string,
    { start, end }: Period,
  ): Promise<Pick<WeekFacts, 'decisions' | 'untagged'>> {
    const [row] = await this.db.$queryRaw<{ decisions: number; untagged: number }[]>`
      SELECT count(*)::int AS decisions, count(*) FILTER (WHERE NOT EXISTS (
          SELECT FROM "BiasTag" b WHERE b."tradeId" = t.id AND b.confidence >= ${SHOWN_FROM}
        ))::int AS untagged
      FROM "Trade" t
      WHERE t."userId" = ${userId} AND t.id = t."decisionId" AND t."deletedAt" IS NULL
        AND t.ts >= ${start} AND t.ts < ${end}`;
    return row ?? { decisions: 0, untagged: 0 };
  }

  /** When the newest decision before a moment began; null without one. */
  async lastDecision(userId: string, before: Date): Promise<Date | null> {
    const [row] = await this.db.$queryRaw<{ ts: Date }[]>`
      SELECT ts FROM "Trade"
      WHERE "userId" = ${userId} AND id = "decisionId" AND "deletedAt" IS NULL AND ts < ${before}
      ORDER BY ts DESC LIMIT 1`;
    return row?.ts ?? null;
  }

  /** Per asset, the display asset first, then the most used. */
  async results(
    userId: string,
    { fromDate, toDate }: DatedPeriod,
    first: string | null,
  ): Promise<WeekResult[]> {
    const rows = await this.db.$queryRaw<{ asset: string; realised: string; fees: string; closed: number }[]>`
      SELECT asset, trim_scale(sum("realisedPnl"))::text AS realised, trim_scale(sum(fees))::text AS fees,
        sum(episodes)::int AS closed
      FROM "DailyPnl"
      WHERE "userId" = ${userId} AND account = '' AND day >= ${fromDate}::date AND day < ${toDate}::date
      GROUP BY asset HAVING sum(fills) > 0
      ORDER BY (asset = ${first ?? ''}) DESC, sum(fills) DESC, asset`;
    return rows.map(({ realised, ...row }) => ({ ...row, realisedPnl: realised }));
  }

  async countTags(userId: string, { start, end }: Period): Promise<WeekFacts['tagged']> {
    const rows = await this.db.$queryRaw<{ label: DecisionLabel; n: number }[]>`
      SELECT label, count(*)::int AS n FROM "BiasTag"
      WHERE "userId" = ${userId} AND ts >= ${start} AND ts < ${end} AND confidence >= ${SHOWN_FROM}
      GROUP BY label ORDER BY label`;
    return Object.fromEntries(rows.map(({ label, n }) => [label, n]));
  }

  /** The surest tagged decisions of each pattern, with the outcome of their positions. */
  async examples(userId: string, { start, end }: Period): Promise<WeekExample[]> {
    const rows = await this.db.$queryRaw<
      (Omit<WeekExample, 'decisionId' | 'ts'> & { tradeId: string; ts: Date })[]
    >`
      SELECT b."tradeId", b.label, b.confidence, b.features, t.side, t.symbol, t.ts, (
          SELECT CASE WHEN e."realisedPnl" > 0 THEN 'gain' WHEN e."realisedPnl" < 0 THEN 'loss' END
          FROM "Episode" e
          WHERE e."userId" = ${userId} AND e."decisionIds" @> ARRAY[b."tradeId"] AND e."closedAt" IS NOT NULL LIMIT 1
        ) AS outcome
      FROM (
        SELECT *, row_number() OVER (PARTITION BY label ORDER BY confidence DESC, ts DESC, "tradeId") AS place
        FROM "BiasTag"
        WHERE "userId" = ${userId} AND ts >= ${start} AND ts < ${end} AND confidence >= ${SHOWN_FROM}
      ) b JOIN "Trade" t ON t.id = b."tradeId"
      WHERE b.place <= ${EXAMPLES_PER_LABEL} ORDER BY b.label, b.place`;
    return rows.map(({ tradeId, ts, ...row }) => ({ ...row, decisionId: tradeId, ts: ts.getTime() }));
  }

  /** What the whole history says about each pattern, as computed last. */
  async reports(userId: string): Promise<ReportedPattern[]> {
    const rows = await this.db.biasReport.findMany({
      where: { userId, account: '' },
      orderBy: { label: 'asc' },
      select: { payload: true },
    });
    return rows.map(({ payload }) => {
      const { label, verdict, pValue, qValue, cost } = payload as unknown as BiasReport;
      const { asset, value, ciLow, ciHigh } = cost ?? {};
      const isPriced = asset !== undefined && value !== undefined;
      const priced = isPriced ? { asset, value, ciLow: ciLow ?? null, ciHigh: ciHigh ?? null } : null;
      return { label, verdict, pValue, qValue, cost: priced };
    });
  }
}
