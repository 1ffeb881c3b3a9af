import type { Transaction } from '../../lib/db.ts';

/** Where the files of a person lie in the object store. */
export class StoredObjectRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async listKeys(userId: string): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ key: string }[]>`
      SELECT "objectKey" AS key FROM "Import" WHERE "userId" = ${userId} AND "objectKey" IS NOT NULL
      UNION SELECT "objectKey" FROM "Export" WHERE "userId" = ${userId} AND "objectKey" IS NOT NULL
      UNION SELECT unnest("objectKeys") FROM "CandleSnapshot" WHERE "userId" = ${userId}
      ORDER BY 1`;
    return rows.map(({ key }) => key);
  }
}
