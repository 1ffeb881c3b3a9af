import type { Transaction } from '../../lib/db.ts';

/** Times before which rows go; null keeps them for ever. */
export interface ExpiryTimes {
  audits: Date | null;
  messages: Date | null;
  simulations: Date | null;
}

export type ExpiredRows = Record<keyof ExpiryTimes, number>;

export class RetentionRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Removes rows of anyone; needs no user. @returns how many of each kind */
  async expire({ audits, messages, simulations }: ExpiryTimes): Promise<ExpiredRows> {
    const [row] = await this.db.$queryRaw<ExpiredRows[]>`
      SELECT * FROM expire_rows(${audits}::timestamptz, ${messages}::timestamptz, ${simulations}::timestamptz)`;
    return row ?? { audits: 0, messages: 0, simulations: 0 };
  }
}
