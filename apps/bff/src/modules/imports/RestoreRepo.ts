import type {
  ArchivedAccount,
  ArchivedFeedback,
  ArchivedMapping,
  ArchivedRule,
  ArchivedSettings,
} from '@twin/shared/dto/archive';
import type { Transaction } from '../../lib/db.ts';

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

  /** Names that another account bears stay with it, and so do names that were chosen here (`keepNames`). */
  async accounts(userId: string, accounts: readonly ArchivedAccount[], keepNames: boolean): Promise<void> {
    const known = await this.db.tradingAccount.findMany({ where: { userId } });
    const names = new Set(known.map(({ name }) => name));
    for (const { key, name, timeZone, tradedBy } of accounts) {
      const own = known.find((account) => account.key === key);
      const isFree = !names.has(name);
      if (!own)
        await this.db.tradingAccount.create({
          data: { userId, key, name: isFree ? name : key, timeZone, tradedBy },
        });
      // An account that bears its key as its name was made by the trades of a moment ago.
      else if ((isFree || own.name === name) && (!keepNames || own.name === key)) {
        await this.db.tradingAccount.update({ where: { id: own.id }, data: { name, timeZone, tradedBy } });
      }
      names.add(name);
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

  async rules(userId: string, rules: readonly ArchivedRule[]): Promise<void> {
    const known = await this.db.rule.findMany({ where: { userId } });
    const key = (rule: { kind: string; params: unknown }): string => `${rule.kind}\n${sorted(rule.params)}`;
    const keys = new Set(known.map(key));
    const missing = rules.filter((rule) => !keys.has(key(rule)));
    await this.db.rule.createMany({ data: missing.map((rule) => ({ ...rule, userId })) });
  }

  /** By the ids that the trades have for this person; what was said about a trade that is not there is left out. */
  async feedback(
    userId: string,
    lines: readonly (Omit<ArchivedFeedback, 'broker' | 'extId'> & { tradeId: string })[],
  ): Promise<void> {
    const ids = [...new Set(lines.map(({ tradeId }) => tradeId))];
    const trades = await this.db.trade.findMany({ where: { userId, id: { in: ids } }, select: { id: true } });
    const known = await this.db.feedback.findMany({ where: { userId, tradeId: { in: ids } } });
    const present = new Set(trades.map(({ id }) => id));
    const key = (line: { tradeId: string; label: string; createdAt: Date }): string =>
      `${line.tradeId}\n${line.label}\n${line.createdAt.toISOString()}`;
    const keys = new Set(known.map(key));
    await this.db.feedback.createMany({
      data: lines
        .map((line) => ({ ...line, createdAt: new Date(line.createdAt), userId }))
        .filter((line) => present.has(line.tradeId) && !keys.has(key(line))),
    });
  }
}

/** JSON of a flat object with its names in order, so that equal ones are equal texts. */
function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
