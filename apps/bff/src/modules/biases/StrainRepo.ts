import type { Strain } from '@twin/engine/coach/distress';
import type { Transaction } from '../../lib/db.ts';

/** How hard a person's last days were, from what was stored and scored. */
export class StrainRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** The last seven days before a moment against all before them, on the person's clock. */
  async before(userId: string, end: Date, timeZone: string): Promise<Strain> {
    const [row] = await this.db.$queryRaw<Strain[]>`
      WITH days AS (
        SELECT (ts AT TIME ZONE ${timeZone})::date AS day, count(*)::int AS n,
          count(*) FILTER (WHERE extract(hour FROM ts AT TIME ZONE ${timeZone}) < 5)::int AS night,
          min(ts) >= ${end}::timestamptz - interval '7 days' AS "isLast"
        FROM "Trade"
        WHERE "userId" = ${userId} AND id = "decisionId" AND "deletedAt" IS NULL AND ts < ${end} GROUP BY 1
      ), main AS (
        SELECT asset FROM "DailyPnl" WHERE "userId" = ${userId} AND account = ''
        GROUP BY asset ORDER BY sum(fills) DESC, asset LIMIT 1
      )
      SELECT coalesce(max(n) FILTER (WHERE "isLast"), 0) AS "busiestDay",
        coalesce(max(n) FILTER (WHERE NOT "isLast"), 0) AS "busiestDayBefore",
        coalesce(sum(night) FILTER (WHERE "isLast"), 0)::int AS "nightEntries",
        (SELECT sum(p."realisedPnl") FROM "DailyPnl" p JOIN main USING (asset)
          WHERE p."userId" = ${userId} AND p.account = ''
            AND p.day >= ((${end}::timestamptz - interval '7 days') AT TIME ZONE ${timeZone})::date
            AND p.day <= ((${end}::timestamptz - interval '1 millisecond') AT TIME ZONE ${timeZone})::date)::float8
        / nullif((SELECT max(e."qtyMax" * e."entryPrice") FROM "Episode" e JOIN main USING (asset)
          WHERE e."userId" = ${userId} AND e."openedAt" < ${end})::float8, 0) AS "weekShare"
      FROM days`;
    return row ?? { weekShare: null, busiestDay: 0, busiestDayBefore: 0, nightEntries: 0 };
  }
}
