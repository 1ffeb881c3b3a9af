import type { Prisma } from '../../generated/client.ts';
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
    return row && storedOf(row);
  }

  async find(userId: string, version: number): Promise<StoredDataKey | null> {
    const row = await this.db.dataKey.findUnique({ where: { userId_version: { userId, version } } });
    return row && storedOf(row);
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
  async list(userId: string): Promise<StoredDataKey[]> {
    const rows = await this.db.dataKey.findMany({ where: { userId }, orderBy: { version: 'asc' } });
    return rows.map(storedOf);
  }

  async rewrap(userId: string, version: number, key: WrappedKey): Promise<void> {
    await this.db.dataKey.update({
      where: { userId_version: { userId, version } },
      data: { masterKeyId: key.masterKeyId, wrappedKey: key.wrapped },
    });
  }

  async deleteRetired(userId: string, before: Date): Promise<void> {
    await this.db.dataKey.deleteMany({ where: { userId, retiredAt: { lt: before } } });
  }

  /** People whose keys another master key wraps, or that were made or retired before the given times; needs no user. */
  async listOwnersOfOld(
    {
      masterKeyId,
      madeBefore,
      retiredBefore,
    }: { masterKeyId: string; madeBefore: Date; retiredBefore: Date },
    limit: number,
  ): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM users_with_old_keys(${masterKeyId}, ${madeBefore}, ${retiredBefore}, ${limit}::int)`;
    return rows.map(({ id }) => id);
  }
}

function storedOf(row: Prisma.DataKeyModel): StoredDataKey {
  const { version, masterKeyId, wrappedKey: wrapped, createdAt } = row;
  return { version, masterKeyId, wrapped, createdAt };
}
