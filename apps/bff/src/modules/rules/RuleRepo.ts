import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface NewRule {
  kind: string;
  params: Prisma.InputJsonObject;
  active: boolean;
  /** Now, unless said otherwise. */
  since?: Date;
}

export interface StoredRule {
  id: string;
  kind: string;
  params: Prisma.JsonValue;
  active: boolean;
  createdAt: Date;
  /** From when on it counts. */
  since: Date;
  /** null until the worker has looked, at this version of the scores. */
  adherence: Prisma.JsonValue;
  checkedVersion: number | null;
}

/** A change with `since` begins the rule anew. */
export type RuleEdit = Partial<Pick<NewRule, 'params' | 'active'>> & { since?: Date };

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

  /** What was found of it no longer holds. @returns null when there is no such rule */
  async update(userId: string, id: string, change: RuleEdit): Promise<StoredRule | null> {
    const [rule] = await this.db.rule.updateManyAndReturn({
      where: { id, userId },
      data: { ...change, checkedVersion: null },
    });
    return rule ?? null;
  }

  /** What the scores of a version say of the rule, unless it was begun anew meanwhile. @returns whether it is stored */
  async putAdherence(
    userId: string,
    { id, since }: Pick<StoredRule, 'id' | 'since'>,
    adherence: Prisma.InputJsonObject,
    checkedVersion: number,
  ): Promise<boolean> {
    const { count } = await this.db.rule.updateMany({
      where: { id, userId, since },
      data: { adherence, checkedVersion },
    });
    return count > 0;
  }

  /** @returns false when there is no such rule */
  async delete(userId: string, id: string): Promise<boolean> {
    const { count } = await this.db.rule.deleteMany({ where: { id, userId } });
    return count > 0;
  }
}
