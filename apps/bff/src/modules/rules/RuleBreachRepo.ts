import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

export interface Breach {
  /** The decision's id. */
  tradeId: string;
  ts: Date;
}

export interface ListedBreach extends Breach {
  symbol: string;
}

/** Decisions that break a rule, whether it was made by then or not. */
export class RuleBreachRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /**
   * Puts these in place of all of the rule; one whose trade is gone is left out. @returns those that are new,
   * oldest first
   */
  async replace(userId: string, ruleId: string, breaches: readonly Breach[]): Promise<Breach[]> {
    const ids = arrayLiteral(breaches.map(({ tradeId }) => tradeId));
    const times = arrayLiteral(breaches.map(({ ts }) => ts.toISOString()));
    await this.db.$executeRaw`
      DELETE FROM "RuleBreach"
      WHERE "userId" = ${userId} AND "ruleId" = ${ruleId} AND "tradeId" <> ALL(${ids}::text[])`;
    return this.db.$queryRaw<Breach[]>`
      WITH added AS (
        INSERT INTO "RuleBreach" ("ruleId", "tradeId", "userId", ts)
        SELECT ${ruleId}, t.id, ${userId}, b.ts
        FROM unnest(${ids}::text[], ${times}::timestamptz[]) AS b (id, ts)
        JOIN "Trade" t ON t.id = b.id AND t."userId" = ${userId}
        ON CONFLICT DO NOTHING
        RETURNING "tradeId", ts
      )
      SELECT "tradeId", ts FROM added ORDER BY ts, "tradeId"`;
  }

  /** Newest first, from `since` on, with how many there are. */
  async list(
    userId: string,
    ruleId: string,
    since: Date,
    limit: number,
  ): Promise<{ items: ListedBreach[]; count: number }> {
    const where = { userId, ruleId, ts: { gte: since } };
    const count = await this.db.ruleBreach.count({ where });
    const rows = await this.db.ruleBreach.findMany({
      where,
      orderBy: [{ ts: 'desc' }, { tradeId: 'desc' }],
      take: limit,
      select: { tradeId: true, ts: true, trade: { select: { symbol: true } } },
    });
    return { items: rows.map(({ tradeId, ts, trade }) => ({ tradeId, ts, symbol: trade.symbol })), count };
  }

  /** Ids of the rules that one decision breaks. */
  async listRules(userId: string, tradeId: string): Promise<string[]> {
    const rows = await this.db.ruleBreach.findMany({ where: { userId, tradeId }, select: { ruleId: true } });
    return rows.map(({ ruleId }) => ruleId);
  }
}
