import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface ReportVersion {
  dataVersion: number;
  engineVersion: string;
  modelVersion: string;
  computedAt: Date;
}

export interface StoredReport extends ReportVersion {
  label: string;
  payload: Prisma.JsonValue;
}

/** What an account ('' for all) says about each pattern, as the worker computed it last. */
export class BiasReportRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Puts these reports in place of all: an account without trades has none. */
  async replace(
    userId: string,
    reports: readonly { account: string; label: string; payload: object }[],
    version: ReportVersion,
  ): Promise<void> {
    await this.db.biasReport.deleteMany({ where: { userId } });
    await this.db.biasReport.createMany({
      data: reports.map(({ account, label, payload }) => ({
        userId,
        account,
        label,
        payload: payload as Prisma.InputJsonObject,
        ...version,
      })),
    });
  }

  async list(userId: string, account: string): Promise<StoredReport[]> {
    return this.db.biasReport.findMany({ where: { userId, account }, orderBy: { label: 'asc' } });
  }
}
