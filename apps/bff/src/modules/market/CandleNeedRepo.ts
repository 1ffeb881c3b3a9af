import type { Transaction } from '../../lib/db.ts';

/** When and where a symbol was traded. */
export interface TradedSymbol {
  symbol: string;
  /** Where it was traded most, first. */
  brokers: string[];
  firstAt: Date;
  lastAt: Date;
  isHeld: boolean;
}

/** What of the market a person's trades touch. */
export class CandleNeedRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async list(userId: string): Promise<TradedSymbol[]> {
    return this.db.$queryRaw<TradedSymbol[]>`
      SELECT symbol, array_agg(broker ORDER BY fills DESC, broker) AS brokers,
        min("firstAt") AS "firstAt", max("lastAt") AS "lastAt", sum(net) <> 0 AS "isHeld"
      FROM (
        SELECT symbol, broker, count(*) AS fills, min(ts) AS "firstAt", max(ts) AS "lastAt",
          sum(CASE side WHEN 'buy' THEN qty ELSE -qty END) AS net
        FROM "Trade" WHERE "userId" = ${userId} AND "deletedAt" IS NULL GROUP BY symbol, broker
      ) b GROUP BY symbol ORDER BY symbol`;
  }
}
