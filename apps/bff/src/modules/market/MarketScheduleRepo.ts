import type { Transaction } from '../../lib/db.ts';

export interface MarketSchedule {
  nextAt: Date;
  /** The state of the trades that candles were last fetched for. */
  checkedVersion: number;
  failures: number;
  problem: string | null;
}

/** When a person's candles are fetched next: the truth that the sweeper reads. */
export class MarketScheduleRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async find(userId: string): Promise<MarketSchedule | null> {
    return this.db.marketSchedule.findUnique({ where: { userId } });
  }

  async save(userId: string, schedule: MarketSchedule): Promise<void> {
    await this.db.marketSchedule.upsert({
      where: { userId },
      create: { userId, ...schedule },
      update: schedule,
    });
  }

  /** Whose candles are due; needs no user. */
  async listDue(now: Date, limit: number): Promise<{ userId: string }[]> {
    return this.db.$queryRaw`SELECT * FROM due_candles(${now}, ${limit}::int)`;
  }
}
