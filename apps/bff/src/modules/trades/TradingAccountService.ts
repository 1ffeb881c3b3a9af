import type { TradingAccountBody, TradingAccountDto, TradingAccountPatch } from '@twin/shared/dto/account';
import { AppError } from '@twin/shared/errors/AppError';
import type { ForUser } from '../../lib/db.ts';
import { freeKey } from '../../lib/freeNames.ts';
import { isUniqueViolation } from '../../lib/uniqueViolation.ts';
import type { StoredTradingAccount, TradingAccountRepo } from './TradingAccountRepo.ts';

export interface TradingAccountDeps {
  forUser: ForUser<{
    tradingAccounts: Pick<TradingAccountRepo, 'insert' | 'list' | 'find' | 'update' | 'hasTrades' | 'delete'>;
    scoreStates: { markChanged(userId: string, since: Date | null): Promise<unknown> };
    audit: { append(userId: string, action: string, meta?: Record<string, string>): Promise<void> };
  }>;
}

/** What keeps two venues or strategies of one person apart. */
export class TradingAccountService {
  private readonly deps: TradingAccountDeps;

  constructor(deps: TradingAccountDeps) {
    this.deps = deps;
  }

  async list(userId: string): Promise<TradingAccountDto[]> {
    const accounts = await this.deps.forUser(userId, ({ tradingAccounts }) => tradingAccounts.list(userId));
    return accounts.map(dtoOf);
  }

  /** @throws AppError ACCOUNT_NAME_TAKEN */
  async create(userId: string, { name }: TradingAccountBody): Promise<TradingAccountDto> {
    return refusingTakenNames(() =>
      this.deps.forUser(userId, async ({ tradingAccounts, audit }) => {
        const taken = (await tradingAccounts.list(userId)).map((known) => known.key);
        const key = freeKey(name, new Set(taken));
        const account = await tradingAccounts.insert(userId, { key, name });
        await audit.append(userId, 'account.created', { accountId: account.id });
        return dtoOf(account);
      }),
    );
  }

  /** @throws AppError NOT_FOUND, ACCOUNT_NAME_TAKEN */
  async update(
    userId: string,
    id: string,
    { name, timeZone, tradedBy }: TradingAccountPatch,
  ): Promise<TradingAccountDto> {
    return refusingTakenNames(() =>
      this.deps.forUser(userId, async ({ tradingAccounts, scoreStates, audit }) => {
        const before = await tradingAccounts.find(userId, id);
        const account = await tradingAccounts.update(userId, id, {
          ...(name === undefined ? {} : { name }),
          ...(timeZone === undefined ? {} : { timeZone }),
          ...(tradedBy === undefined ? {} : { tradedBy }),
        });
        if (!before || !account) throw new AppError('NOT_FOUND');
        if (before.tradedBy !== account.tradedBy) await scoreStates.markChanged(userId, null);
        if (name !== undefined) await audit.append(userId, 'account.renamed', { accountId: id });
        if (timeZone !== undefined || tradedBy !== undefined) {
          await audit.append(userId, 'account.updated', { accountId: id });
        }
        return dtoOf(account);
      }),
    );
  }

  /** @throws AppError NOT_FOUND, ACCOUNT_NOT_EMPTY */
  async delete(userId: string, id: string): Promise<void> {
    await this.deps.forUser(userId, async ({ tradingAccounts, audit }) => {
      if (await tradingAccounts.hasTrades(userId, id)) throw new AppError('ACCOUNT_NOT_EMPTY');
      if (!(await tradingAccounts.delete(userId, id))) throw new AppError('NOT_FOUND');
      await audit.append(userId, 'account.deleted', { accountId: id });
    });
  }
}

async function refusingTakenNames<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('ACCOUNT_NAME_TAKEN', { cause: error });
    throw error;
  }
}

function dtoOf({
  id,
  name,
  timeZone,
  tradedBy,
  looksAutomated,
  createdAt,
}: StoredTradingAccount): TradingAccountDto {
  return {
    ...{ id, name, timeZone, looksAutomated, createdAt: createdAt.toISOString() },
    tradedBy: tradedBy as TradingAccountDto['tradedBy'],
  };
}
