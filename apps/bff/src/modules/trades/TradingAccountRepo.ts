import type { Transaction } from '../../lib/db.ts';
import { freeName } from '../../lib/freeNames.ts';

export interface StoredTradingAccount {
  id: string;
  /** Part of every extId of its trades: never changes. */
  key: string;
  name: string;
  timeZone: string | null;
  /** Who decides in it, as the person said. */
  tradedBy: string | null;
  /** The last report found the hours or the clockwork of a program. */
  looksAutomated: boolean;
  createdAt: Date;
}

export class TradingAccountRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** @throws PrismaClientKnownRequestError P2002 when the name or the key is taken */
  async insert(userId: string, account: { key: string; name: string }): Promise<StoredTradingAccount> {
    return this.db.tradingAccount.create({ data: { ...account, userId } });
  }

  /**
   * Makes the accounts that a file names and the person does not have; each is named like its key, with a number
   * behind it where another account bears that name.
   */
  async ensure(userId: string, keys: readonly string[]): Promise<void> {
    const known = await this.list(userId);
    const names = new Set(known.map(({ name }) => name));
    const missing = [...new Set(keys)].filter((key) => known.every((account) => account.key !== key));
    const data = missing.map((key) => {
      const name = freeName(key, names);
      names.add(name);
      return { userId, key, name };
    });
    await this.db.tradingAccount.createMany({ data, skipDuplicates: true });
  }

  /** Oldest first. */
  async list(userId: string): Promise<StoredTradingAccount[]> {
    return this.db.tradingAccount.findMany({
      where: { userId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }

  async find(userId: string, id: string): Promise<StoredTradingAccount | null> {
    return this.db.tradingAccount.findFirst({ where: { id, userId } });
  }

  /** @returns null when there is no such account */
  async update(
    userId: string,
    id: string,
    change: { name?: string; timeZone?: string | null; tradedBy?: string | null },
  ): Promise<StoredTradingAccount | null> {
    const [account] = await this.db.tradingAccount.updateManyAndReturn({
      where: { id, userId },
      data: change,
    });
    return account ?? null;
  }

  /** Keys of the accounts that a program trades, and of those that the person says they trade themselves. */
  async listTraders(userId: string): Promise<{ programs: string[]; people: string[] }> {
    const said = await this.db.tradingAccount.findMany({
      where: { userId, tradedBy: { not: null } },
      select: { key: true, tradedBy: true },
      orderBy: { key: 'asc' },
    });
    const keysOf = (trader: string) =>
      said.filter(({ tradedBy }) => tradedBy === trader).map(({ key }) => key);
    return { programs: keysOf('program'), people: keysOf('person') };
  }

  /** Notes which accounts look like a program's; all others do not. */
  async putAutomated(userId: string, keys: readonly string[]): Promise<void> {
    for (const looksAutomated of [true, false]) {
      const key = looksAutomated ? { in: [...keys] } : { notIn: [...keys] };
      await this.db.tradingAccount.updateMany({ where: { userId, key }, data: { looksAutomated } });
    }
  }

  async hasTrades(userId: string, id: string): Promise<boolean> {
    const found = await this.db.tradingAccount.findFirst({
      where: { id, userId, trades: { some: {} } },
    });
    return found !== null;
  }

  /** Its trades go with it. @returns false when there is no such account */
  async delete(userId: string, id: string): Promise<boolean> {
    const { count } = await this.db.tradingAccount.deleteMany({ where: { id, userId } });
    return count > 0;
  }
}
