import type {
  ArchivedAccount,
  ArchivedFeedback,
  ArchivedMapping,
  ArchivedMessage,
  ArchivedSettings,
  OlderArchivedRule,
} from '@twin/shared/dto/archive';
import type { Transaction } from '../../lib/db.ts';
import { freeName } from '../../lib/freeNames.ts';

/** Puts back what an export holds beside trades. What the person has already is kept, and nothing comes twice. */
export class RestoreRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Whether the restore is all that the person has brought in: whoever has more, has chosen names and settings. */
  async isFirst(userId: string): Promise<boolean> {
    return (await this.db.import.count({ where: { userId } })) <= 1;
  }

  /**
   * Names that another account bears stay with it, and so do names that were chosen here (`keepNames`); an account
   * whose name is not free gets a number behind it.
   */
  async accounts(userId: string, accounts: readonly ArchivedAccount[], keepNames: boolean): Promise<void> {
    const known = await this.db.tradingAccount.findMany({ where: { userId } });
    const ownOf = (key: string) => known.find((account) => account.key === key);
    const names = new Set(known.map(({ name }) => name));
    // An account that bears its key as its name was made by the trades of a moment ago.
    const changed = accounts.filter(({ key }) => !keepNames || (ownOf(key)?.name ?? key) === key);
    for (const { key } of changed) {
      const own = ownOf(key);
      if (!own) continue;
      names.delete(own.name);
      // Two accounts may have changed names: each is free before the first is given.
      await this.db.tradingAccount.update({ where: { id: own.id }, data: { name: own.id } });
    }
    for (const { key, name: wanted, timeZone, tradedBy } of changed) {
      const name = freeName(wanted, names);
      names.add(name);
      const data = { name, timeZone, tradedBy };
      await this.db.tradingAccount.upsert({
        where: { userId_key: { userId, key } },
        create: { ...data, userId, key },
        update: data,
      });
    }
  }

  async settings(userId: string, settings: ArchivedSettings): Promise<void> {
    await this.db.settings.update({ where: { userId }, data: settings });
  }

  async mappings(userId: string, mappings: readonly ArchivedMapping[]): Promise<void> {
    await this.db.importMapping.createMany({
      data: mappings.map((entry) => ({ ...entry, userId })),
      skipDuplicates: true,
    });
  }

  async rules(userId: string, rules: readonly OlderArchivedRule[]): Promise<void> {
    const known = await this.db.rule.findMany({ where: { userId } });
    const key = (rule: { kind: string; params: unknown }): string => `${rule.kind}\n${sorted(rule.params)}`;
    const keys = new Set(known.map(key));
    const missing = rules.filter((rule) => !keys.has(key(rule)));
    await this.db.rule.createMany({
      data: missing.map(({ since, ...rule }) => ({ ...rule, ...(since && { since }), userId })),
    });
  }

  /** By the ids that the trades have for this person; what was said about a trade that is not there is left out. */
  async feedback(
    userId: string,
    lines: readonly (Omit<ArchivedFeedback, 'broker' | 'extId'> & { tradeId: string })[],
  ): Promise<void> {
    const ids = [...new Set(lines.map(({ tradeId }) => tradeId))];
    const present = await this.presentTrades(userId, ids);
    const known = await this.db.feedback.findMany({ where: { userId, tradeId: { in: ids } } });
    const key = (line: { tradeId: string; label: string; createdAt: Date }): string =>
      `${line.tradeId}\n${line.label}\n${line.createdAt.toISOString()}`;
    const keys = new Set(known.map(key));
    await this.db.feedback.createMany({
      data: lines
        .map((line) => ({ ...line, createdAt: new Date(line.createdAt), userId }))
        .filter((line) => present.has(line.tradeId) && !keys.has(key(line))),
    });
  }

  /** By the ids that the trades have for this person; what was written about a trade that is not there is kept without. */
  async messages(
    userId: string,
    lines: readonly (Omit<ArchivedMessage, 'trade'> & { tradeId: string | null })[],
  ): Promise<void> {
    const ids = lines.flatMap(({ tradeId }) => tradeId ?? []);
    const present = await this.presentTrades(userId, [...new Set(ids)]);
    const own = { userId, role: 'user' };
    const known = await this.db.coachMessage.findMany({
      where: own,
      select: { text: true, createdAt: true },
    });
    const key = (line: { text: string; createdAt: Date }): string =>
      `${line.createdAt.toISOString()}\n${line.text}`;
    const keys = new Set(known.map(key));
    await this.db.coachMessage.createMany({
      data: lines
        .map(({ text, createdAt, tradeId }) => ({
          ...{ ...own, text, facts: {}, createdAt: new Date(createdAt) },
          tradeId: tradeId !== null && present.has(tradeId) ? tradeId : null,
        }))
        .filter((line) => !keys.has(key(line))),
    });
  }

  private async presentTrades(userId: string, ids: string[]): Promise<ReadonlySet<string>> {
    const trades = await this.db.trade.findMany({ where: { userId, id: { in: ids } }, select: { id: true } });
    return new Set(trades.map(({ id }) => id));
  }
}

/** JSON of a flat object with its names in order, so that equal ones are equal texts. */
function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
