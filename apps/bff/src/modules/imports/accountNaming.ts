import type { ImportRepos } from './importRepos.ts';

/** What the person calls the trading account with this key. */
export type AccountNaming = (key: string) => string;

/** An account that is not there, since its first trade makes it or it was deleted, goes by its key. */
export async function accountNaming(
  { tradingAccounts }: Pick<ImportRepos, 'tradingAccounts'>,
  userId: string,
): Promise<AccountNaming> {
  const accounts = await tradingAccounts.list(userId);
  const names = new Map(accounts.map(({ key, name }) => [key, name]));
  return (key) => names.get(key) ?? key;
}
