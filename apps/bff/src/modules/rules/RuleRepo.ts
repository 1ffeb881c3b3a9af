import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface NewRule {
  kind: string;
  params: Prisma.InputJsonObject;
  active: boolean;
}

export interface StoredRule {
  id: string;
  kind: string;
  params: Prisma.JsonValue;
  active: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export class RuleRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async insert(userId: string, rule: NewRule): Promise<StoredRule> {
    return this.db.rule.create({ data: { ...rule, userId } });
  }

  async find(userId: string, id: string): Promise<StoredRule | null> {
    return this.db.rule.findFirst({ where: { id, userId } });
  }

  /** Oldest first. */
  async list(userId: string, filter: { active?: boolean } = {}): Promise<StoredRule[]> {
    return this.db.rule.findMany({
      where: { userId, ...filter },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }

  /** @returns null when there is no such rule */
  async update(
    userId: string,
    id: string,
    change: Partial<Pick<NewRule, 'params' | 'active'>>,
  ): Promise<StoredRule | null> {
    const [rule] = await this.db.rule.updateManyAndReturn({ where: { id, userId }, data: change });
    return rule ?? null;
  }

  /** @returns false when there is no such rule */
  async delete(userId: string, id: string): Promise<boolean> {
    const { count } = await this.db.rule.deleteMany({ where: { id, userId } });
    return count > 0;
  }
}
