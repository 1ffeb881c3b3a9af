import type { TradingAccountRepo } from './TradingAccountRepo.ts';

/** The key of the account that a filter names, by its name or its key; '' stands for all of them. */
export async function accountOf(
  { tradingAccounts }: { tradingAccounts: Pick<TradingAccountRepo, 'list'> },
  userId: string,
  account: string | undefined,
): Promise<string> {
  if (account === undefined) return '';
  const known = (await tradingAccounts.list(userId)).find(({ name }) => name === account);
  return known?.key ?? account;
}
