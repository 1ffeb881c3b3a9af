import { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** Which import is being read, or would be: null in a preview. */
export interface CopySource {
  importId: string | null;
  format: string;
}

/** A stored trade that another source brought. */
export interface CopyCandidate {
  id: string;
  broker: string;
  extId: string;
  account: string;
  symbol: string;
  side: 'buy' | 'sell';
  qty: string;
  price: string;
  ts: Date;
  /** An export of ours brought it too, so its id may be any source's. */
  isRestored: boolean;
}

/** Fills that came from two sources under two ids: each further id is kept as a copy of the trade that is stored. */
export class TradeCopyRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Whether any other source was read before; without one there is nothing to compare with. */
  async hasOtherSources(userId: string, { importId, format }: CopySource): Promise<boolean> {
    const [row] = await this.db.$queryRaw<{ has: boolean }[]>`
      SELECT EXISTS (
        SELECT FROM "Import" WHERE "userId" = ${userId} AND format <> ${format} AND id <> ${importId ?? ''}
      ) OR EXISTS (SELECT FROM "TradeCopy" WHERE "userId" = ${userId}) AS has`;
    return row?.has ?? false;
  }

  async list(userId: string, ids: readonly string[]): Promise<{ id: string; tradeId: string }[]> {
    return this.db.$queryRaw`
      SELECT DISTINCT id, "tradeId" FROM "TradeCopy"
      WHERE "userId" = ${userId} AND id = ANY(${arrayLiteral(ids)}::text[])`;
  }

  /** Deleted trades too. Those that an import of the same format holds are left out: there the ids decide. */
  async candidates(
    userId: string,
    { importId, format }: CopySource,
    span: { accounts: readonly string[]; since: Date; until: Date },
  ): Promise<CopyCandidate[]> {
    const holds = (condition: Prisma.Sql) => Prisma.sql`EXISTS (
      SELECT FROM "ImportTrade" l JOIN "Import" i ON i.id = l."importId" WHERE l."tradeId" = t.id AND ${condition})`;
    return this.db.$queryRaw`
      SELECT id, broker, "extId", account, symbol, side, trim_scale(qty)::text AS qty,
        trim_scale(price)::text AS price, ts, ${holds(Prisma.sql`i.source = 'restore'`)} AS "isRestored"
      FROM "Trade" t
      WHERE "userId" = ${userId} AND account = ANY(${arrayLiteral(span.accounts)}::text[])
        AND ts >= ${span.since} AND ts < ${span.until}
        AND NOT ${holds(Prisma.sql`(i.format = ${format} OR i.id = ${importId ?? ''})`)}
      ORDER BY t.ts, seq, id`;
  }

  async insert(
    userId: string,
    importId: string,
    copies: readonly { id: string; tradeId: string }[],
  ): Promise<void> {
    await this.db.tradeCopy.createMany({
      data: copies.map((copy) => ({ ...copy, importId, userId })),
      skipDuplicates: true,
    });
  }
}
