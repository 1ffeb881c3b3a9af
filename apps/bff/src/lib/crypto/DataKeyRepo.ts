import type { WrappedKey } from '../../ports/kms.ts';
import type { Transaction } from '../db.ts';
import type { DataKeyStore, StoredDataKey } from './keyring.ts';

/** A person's wrapped data keys. */
export class DataKeyRepo implements DataKeyStore {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async findNewest(userId: string): Promise<StoredDataKey | null> {
    const row = await this.db.dataKey.findFirst({
      where: { userId, retiredAt: null },
      orderBy: { version: 'desc' },
    });
    return row && { version: row.version, masterKeyId: row.masterKeyId, wrapped: row.wrappedKey };
  }

  async find(userId: string, version: number): Promise<StoredDataKey | null> {
    const row = await this.db.dataKey.findUnique({ where: { userId_version: { userId, version } } });
    return row && { version: row.version, masterKeyId: row.masterKeyId, wrapped: row.wrappedKey };
  }

  async insert(userId: string, version: number, key: WrappedKey): Promise<void> {
    await this.db.dataKey.createMany({
      data: [{ userId, version, masterKeyId: key.masterKeyId, wrappedKey: key.wrapped }],
      skipDuplicates: true,
    });
  }

  async retireBefore(userId: string, version: number, at: Date): Promise<void> {
    await this.db.dataKey.updateMany({
      where: { userId, version: { lt: version }, retiredAt: null },
      data: { retiredAt: at },
    });
  }
}
