import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface StoredMapping {
  id: string;
  headerHash: string;
  name: string;
  mapping: Prisma.JsonValue;
  createdAt: Date;
}

/** Which column means what, remembered per header row. */
export class ImportMappingRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async upsert(
    userId: string,
    entry: { headerHash: string; name: string; mapping: Prisma.InputJsonObject },
  ): Promise<StoredMapping> {
    const { headerHash, name, mapping } = entry;
    return this.db.importMapping.upsert({
      where: { userId_headerHash: { userId, headerHash } },
      create: { userId, headerHash, name, mapping },
      update: { name, mapping },
    });
  }

  async findByHeader(userId: string, headerHash: string): Promise<StoredMapping | null> {
    return this.db.importMapping.findUnique({ where: { userId_headerHash: { userId, headerHash } } });
  }

  async list(userId: string): Promise<StoredMapping[]> {
    return this.db.importMapping.findMany({
      where: { userId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }

  /** @returns false when there is no such mapping */
  async delete(userId: string, id: string): Promise<boolean> {
    const { count } = await this.db.importMapping.deleteMany({ where: { id, userId } });
    return count > 0;
  }
}
