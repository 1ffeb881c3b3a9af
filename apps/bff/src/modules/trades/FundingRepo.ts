import type { Funding } from '@twin/engine/ledger/funding';
import { decimal } from '@twin/shared/primitives/decimal';
import { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** A funding with what only the database keeps of it: amount and time as text. */
export interface FundingRecord extends Omit<Funding, 'amount' | 'ts'> {
  broker: string;
  extId: string;
  amount: string;
  ts: string;
}

interface FundingRow extends Omit<Funding, 'amount'> {
  amount: string;
}

/** What holding perpetuals brought or cost, as files tell it. */
export class FundingRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Stores what is new by (userId, broker, extId). @returns the earliest moment among it; null for nothing new */
  async insertMany(userId: string, items: readonly FundingRecord[]): Promise<Date | null> {
    const column = (name: keyof FundingRecord) => arrayLiteral(items.map((item) => item[name]));
    const [row] = await this.db.$queryRaw<{ since: Date | null }[]>`
      WITH added AS (
        INSERT INTO "Funding" (id, "userId", account, broker, "extId", symbol, instrument, asset, amount, ts)
        SELECT f.id, ${userId}, f.account, f.broker, f.ext_id, f.symbol, f.instrument, f.asset, f.amount, f.ts
        FROM unnest(
          ${column('id')}::text[],
          ${column('account')}::text[],
          ${column('broker')}::text[],
          ${column('extId')}::text[],
          ${column('symbol')}::text[],
          ${column('instrument')}::text[],
          ${column('asset')}::text[],
          ${column('amount')}::numeric[],
          ${column('ts')}::timestamptz[]
        ) AS f (id, account, broker, ext_id, symbol, instrument, asset, amount, ts)
        ON CONFLICT DO NOTHING
        RETURNING ts
      ) SELECT min(ts) AS since FROM added`;
    return row?.since ?? null;
  }

  /** Says that the import holds these fundings, whether it brought them or found them. */
  async link(userId: string, importId: string, fundingIds: readonly string[]): Promise<void> {
    await this.db.$executeRaw`
      INSERT INTO "ImportFunding" ("importId", "fundingId", "userId")
      SELECT ${importId}, id, ${userId} FROM unnest(${arrayLiteral(fundingIds)}::text[]) AS l (id)
      ON CONFLICT DO NOTHING`;
  }

  /** In the ledger's order; those after one moment and up to another (inclusive), where they are given. */
  async list(
    userId: string,
    { after, until }: { after?: number | undefined; until?: number | undefined } = {},
  ): Promise<Funding[]> {
    const rows = await this.db.$queryRaw<FundingRow[]>`
      SELECT id, account, symbol, instrument, asset, amount::text, (extract(epoch FROM ts) * 1000)::float8 AS ts
      FROM "Funding" WHERE "userId" = ${userId}
      ${after === undefined ? Prisma.empty : Prisma.sql`AND ts > ${new Date(after)}`}
      ${until === undefined ? Prisma.empty : Prisma.sql`AND ts <= ${new Date(until)}`}
      ORDER BY "Funding".ts, id`;
    return rows.map((row) => ({ ...row, amount: decimal(row.amount) }));
  }
}
