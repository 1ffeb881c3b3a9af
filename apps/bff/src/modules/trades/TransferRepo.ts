import type { Transfer } from '@twin/engine/ledger/transfer';
import { decimal } from '@twin/shared/primitives/decimal';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** A transfer with what only the database keeps of it: amount and time as text. */
export interface TransferRecord extends Omit<Transfer, 'amount' | 'ts'> {
  extId: string;
  amount: string;
  ts: string;
}

interface TransferRow extends Omit<Transfer, 'amount'> {
  amount: string;
}

/** Coins that came into an account or left it, as files tell it. */
export class TransferRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Stores what is new by (userId, broker, extId). @returns the earliest moment among it; null for nothing new */
  async insertMany(userId: string, items: readonly TransferRecord[]): Promise<Date | null> {
    const column = (name: keyof TransferRecord) => arrayLiteral(items.map((item) => item[name]));
    const [row] = await this.db.$queryRaw<{ since: Date | null }[]>`
      WITH added AS (
        INSERT INTO "Transfer" (id, "userId", account, broker, "extId", asset, amount, ts)
        SELECT t.id, ${userId}, t.account, t.broker, t.ext_id, t.asset, t.amount, t.ts
        FROM unnest(
          ${column('id')}::text[],
          ${column('account')}::text[],
          ${column('broker')}::text[],
          ${column('extId')}::text[],
          ${column('asset')}::text[],
          ${column('amount')}::numeric[],
          ${column('ts')}::timestamptz[]
        ) AS t (id, account, broker, ext_id, asset, amount, ts)
        ON CONFLICT DO NOTHING
        RETURNING ts
      ) SELECT min(ts) AS since FROM added`;
    return row?.since ?? null;
  }

  /** Says that the import holds these transfers, whether it brought them or found them. */
  async link(userId: string, importId: string, transferIds: readonly string[]): Promise<void> {
    await this.db.$executeRaw`
      INSERT INTO "ImportTransfer" ("importId", "transferId", "userId")
      SELECT ${importId}, id, ${userId} FROM unnest(${arrayLiteral(transferIds)}::text[]) AS l (id)
      ON CONFLICT DO NOTHING`;
  }

  /** All of them, since a deposit is matched with a withdrawal of any own account. */
  async list(userId: string): Promise<Transfer[]> {
    const rows = await this.db.$queryRaw<TransferRow[]>`
      SELECT id, account, broker, asset, amount::text, (extract(epoch FROM ts) * 1000)::float8 AS ts
      FROM "Transfer" WHERE "userId" = ${userId} ORDER BY "Transfer".ts, id`;
    return rows.map((row) => ({ ...row, amount: decimal(row.amount) }));
  }
}
