import type { Transaction } from '../../lib/db.ts';

export interface StoredSchedule {
  timeZone: string;
  coveredUntil: Date | null;
  nextAt: Date;
  /** The score that the digests were last compared with. */
  checkedVersion: number;
}

/** How far each person's digests are: the truth that the sweeper reads. */
export class DigestScheduleRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Until the transaction ends nobody else writes digests of this person. */
  async lock(userId: string): Promise<StoredSchedule> {
    await this.db.digestSchedule.createMany({
      data: [{ userId, timeZone: '', nextAt: new Date(0) }],
      skipDuplicates: true,
    });
    await this.db.$executeRaw`SELECT FROM "DigestSchedule" WHERE "userId" = ${userId} FOR UPDATE`;
    return this.db.digestSchedule.findUniqueOrThrow({ where: { userId } });
  }

  async save(userId: string, schedule: StoredSchedule): Promise<void> {
    const { timeZone, coveredUntil, nextAt, checkedVersion } = schedule;
    await this.db.digestSchedule.update({
      where: { userId },
      data: { timeZone, coveredUntil, nextAt, checkedVersion },
    });
  }

  /** Whose digests are due; needs no user. */
  async listDue(now: Date, quietSince: Date, limit: number): Promise<{ userId: string }[]> {
    return this.db.$queryRaw`SELECT * FROM due_digests(${now}, ${quietSince}, ${limit}::int)`;
  }

  /** Digests to be mailed; needs no user. */
  async listDueMails(endedSince: Date, limit: number): Promise<{ userId: string; digestId: string }[]> {
    return this.db.$queryRaw`SELECT * FROM due_digest_mails(${endedSince}, ${limit}::int)`;
  }
}
