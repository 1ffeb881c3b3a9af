import type { Transaction } from '../../lib/db.ts';
import type { ExpiredRows, ExpiryTimes } from './expiry.ts';

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
