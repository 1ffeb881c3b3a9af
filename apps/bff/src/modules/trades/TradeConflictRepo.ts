import type { TradeDto } from '@twin/shared/dto/trade';
import { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** What a file may say otherwise about a trade that is stored under the same id. */
export type TradeContent = Pick<TradeDto, 'id' | 'side' | 'qty' | 'price' | 'fee' | 'feeAsset' | 'ts'>;

/** Trades whose id is known and whose content differs: a corrected export, or the same file in another zone. */
export class TradeConflictRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Ids of those that differ from what is stored; deleted trades are left alone. */
  async list(userId: string, items: readonly TradeContent[]): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ id: string }[]>`
      SELECT t.id FROM "Trade" t JOIN ${contents(items)} ON f.id = t.id
      WHERE t."userId" = ${userId} AND ${DIFFERS}`;
    return rows.map(({ id }) => id);
  }

  /** Puts the new content in place. @returns the earliest moment that changed, before or after; null for none */
  async replace(userId: string, items: readonly TradeContent[]): Promise<Date | null> {
    const [row] = await this.db.$queryRaw<{ since: Date | null }[]>`
      WITH before AS (
        SELECT t.id, t.ts FROM "Trade" t JOIN ${contents(items)} ON f.id = t.id
        WHERE t."userId" = ${userId} AND ${DIFFERS} FOR UPDATE OF t
      ), changed AS (
        UPDATE "Trade" t SET side = f.side, qty = f.qty, price = f.price, fee = f.fee, "feeAsset" = f.fee_asset,
          ts = f.ts
        FROM ${contents(items)}, before
        WHERE t.id = f.id AND before.id = t.id
        RETURNING least(t.ts, before.ts) AS ts
      ) SELECT min(ts) AS since FROM changed`;
    return row?.since ?? null;
  }
}

/** A fee of nothing has no currency. */
const DIFFERS = Prisma.sql`t."deletedAt" IS NULL
  AND ((t.side, t.qty, t.price, coalesce(t.fee, 0), t.ts) IS DISTINCT FROM (f.side, f.qty, f.price, f.fee, f.ts)
    OR f.fee <> 0 AND t."feeAsset" IS DISTINCT FROM f.fee_asset)`;

function contents(items: readonly TradeContent[]): Prisma.Sql {
  const column = (name: keyof TradeContent) => arrayLiteral(items.map((item) => item[name]));
  return Prisma.sql`unnest(${column('id')}::text[], ${column('side')}::text[], ${column('qty')}::numeric[],
    ${column('price')}::numeric[], ${column('fee')}::numeric[], ${column('feeAsset')}::text[],
    ${column('ts')}::timestamptz[]) AS f (id, side, qty, price, fee, fee_asset, ts)`;
}
