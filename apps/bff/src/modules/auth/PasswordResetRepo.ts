import type { Transaction } from '../../lib/db.ts';
import type { Hash } from './sessionTokens.ts';

/** Letters that let their receiver choose a new password. */
export class PasswordResetRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** The token's hash is set with the row, so that the letter's token opens nothing in a copy of it. */
  async insert(userId: string, reset: { id: string; tokenHash: Hash; expiresAt: Date }): Promise<void> {
    await this.db.passwordReset.create({ data: { ...reset, userId } });
  }

  /** @returns null when it is used, too old or not there */
  async findOpen(userId: string, id: string, now: Date): Promise<{ id: string } | null> {
    return this.db.passwordReset.findFirst({ where: { id, userId, usedAt: null, expiresAt: { gt: now } } });
  }

  async setMailed(userId: string, id: string, mailedAt: Date): Promise<void> {
    await this.db.passwordReset.updateMany({ where: { id, userId }, data: { mailedAt } });
  }

  /** Whose letter it is; needs no user. */
  async findUserId(tokenHash: Hash): Promise<string | null> {
    const rows = await this.db.$queryRaw<{ userId: string }[]>`
      SELECT "userId" FROM find_password_reset(${tokenHash})`;
    return rows[0]?.userId ?? null;
  }

  /** Uses the letter up, and with it all others of the person. @returns false when it is used or too old */
  async take(userId: string, tokenHash: Hash, now: Date): Promise<boolean> {
    const open = { userId, usedAt: null, expiresAt: { gt: now } };
    const { count } = await this.db.passwordReset.updateMany({
      where: { ...open, tokenHash },
      data: { usedAt: now },
    });
    if (count === 0) return false;
    await this.db.passwordReset.updateMany({ where: open, data: { usedAt: now } });
    return true;
  }

  /** Letters that wait to be sent, of anyone; needs no user. */
  async listDue(now: Date, limit: number): Promise<{ id: string; userId: string }[]> {
    return this.db.$queryRaw`SELECT id, "userId" FROM due_password_resets(${now}, ${limit}::int)`;
  }
}
