import { DEFAULT_ACCOUNT } from './importDto.ts';
import type { ImportRepos } from './importRepos.ts';

/** The key of the account that the person named; a new one is made with its first trade. */
export async function accountKey(
  { tradingAccounts }: Pick<ImportRepos, 'tradingAccounts'>,
  userId: string,
  name: string | undefined,
): Promise<string> {
  if (name === undefined) return DEFAULT_ACCOUNT;
  const known = (await tradingAccounts.list(userId)).find((account) => account.name === name);
  return known?.key ?? name;
}
