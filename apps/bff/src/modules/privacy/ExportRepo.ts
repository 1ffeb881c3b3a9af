import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export type StoredExport = Prisma.ExportModel;

export interface ExpiredExport {
  userId: string;
  id: string;
  objectKey: string | null;
}

export class ExportRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async insert(userId: string): Promise<StoredExport> {
    return this.db.export.create({ data: { userId } });
  }

  async find(userId: string, id: string): Promise<StoredExport | null> {
    return this.db.export.findFirst({ where: { id, userId } });
  }

  /** Takes a waiting or running export up. @returns null when there is nothing to do */
  async begin(userId: string, id: string, now: Date): Promise<StoredExport | null> {
    const [entry] = await this.db.export.updateManyAndReturn({
      where: { id, userId, status: { in: ['queued', 'running'] } },
      data: { status: 'running', heartbeatAt: now, linesDone: 0 },
    });
    return entry ?? null;
  }

  async tellProgress(
    userId: string,
    id: string,
    progress: { linesDone: number; linesTotal: number; heartbeatAt: Date },
  ): Promise<void> {
    await this.db.export.updateMany({ where: { id, userId }, data: progress });
  }

  async finish(
    userId: string,
    id: string,
    done: { objectKey: string; bytes: number; finishedAt: Date; expiresAt: Date },
  ): Promise<void> {
    await this.db.export.updateMany({ where: { id, userId }, data: { ...done, status: 'done' } });
  }

  async fail(userId: string, id: string, error: Prisma.InputJsonObject, now: Date): Promise<void> {
    const data = { status: 'failed', error, finishedAt: now };
    await this.db.export.updateMany({ where: { id, userId }, data });
  }

  /** Removes the ended ones but this. @returns where their files lie */
  async deleteOthers(userId: string, id: string): Promise<string[]> {
    const where = { userId, id: { not: id }, status: { in: ['done', 'failed'] } };
    const others = await this.db.export.findMany({ where, select: { objectKey: true } });
    await this.db.export.deleteMany({ where });
    return others.flatMap(({ objectKey }) => (objectKey === null ? [] : [objectKey]));
  }

  async delete(userId: string, id: string): Promise<void> {
    await this.db.export.deleteMany({ where: { id, userId } });
  }

  /** Those of all people whose time is over; needs no user. */
  async listExpired(now: Date, limit: number): Promise<ExpiredExport[]> {
    return this.db.$queryRaw<ExpiredExport[]>`SELECT * FROM expired_exports(${now}, ${limit}::int)`;
  }
}
