import { type Decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** What a sync must know of what earlier syncs brought. */
export class BrokerImportRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Which of these fills an import of the connection holds: what is read again at the overlap of two syncs. */
  async listHeld(userId: string, connectionId: string, ids: readonly string[]): Promise<Set<string>> {
    const wanted = arrayLiteral(ids);
    const rows = await this.db.$queryRaw<{ id: string }[]>`
      SELECT l."tradeId" AS id FROM "ImportTrade" l JOIN "Import" i ON i.id = l."importId"
      WHERE l."userId" = ${userId} AND l."tradeId" = ANY(${wanted}::text[]) AND i."connectionId" = ${connectionId}
      UNION
      SELECT c.id FROM "TradeCopy" c JOIN "Import" i ON i.id = c."importId"
      WHERE c."userId" = ${userId} AND c.id = ANY(${wanted}::text[]) AND i."connectionId" = ${connectionId}`;
    return new Set(rows.map(({ id }) => id));
  }

  /** The imports of the connection's syncs that nobody has ended. */
  async listRunning(userId: string, connectionId: string): Promise<string[]> {
    const rows = await this.db.import.findMany({
      where: { userId, connectionId, status: 'running' },
      select: { id: true },
      orderBy: { createdAt: 'asc' },
    });
    return rows.map(({ id }) => id);
  }

  /** The oldest standing fill that a reversal takes back; null when there is none (yet). */
  async findReversed(
    userId: string,
    { broker, account }: { broker: string; account: string },
    { symbol, orderId, qty, price }: { symbol: string; orderId: string; qty: Decimal; price: Decimal },
  ): Promise<string | null> {
    const [row] = await this.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Trade"
      WHERE "userId" = ${userId} AND broker = ${broker} AND account = ${account} AND symbol = ${symbol}
        AND "orderId" = ${orderId} AND qty = ${formatDecimal(qty)}::numeric AND price = ${formatDecimal(price)}::numeric
        AND "deletedAt" IS NULL
      ORDER BY ts, seq, id LIMIT 1`;
    return row?.id ?? null;
  }

  /** What the fills of an account came to in each coin: bought less sold, paid, and the fees. Spot only. */
  async sumByAsset(userId: string, account: string): Promise<Map<string, string>> {
    const rows = await this.db.$queryRaw<{ asset: string; amount: string }[]>`
      SELECT flow.asset, trim_scale(round(sum(flow.amount), 18))::text AS amount
      FROM "Trade" t
      CROSS JOIN LATERAL (SELECT CASE t.side WHEN 'buy' THEN 1 ELSE -1 END AS sign) s
      CROSS JOIN LATERAL (VALUES
        (regexp_replace(t.symbol, '-[^-]*$', ''), s.sign * t.qty),
        (regexp_replace(t.symbol, '^.*-', ''), -s.sign * t.qty * t.price),
        (t."feeAsset", -t.fee)
      ) AS flow (asset, amount)
      WHERE t."userId" = ${userId} AND t.account = ${account} AND t.instrument = 'spot' AND t."deletedAt" IS NULL
        AND flow.asset IS NOT NULL
      GROUP BY flow.asset`;
    return new Map(rows.map(({ asset, amount }) => [asset, amount]));
  }
}
