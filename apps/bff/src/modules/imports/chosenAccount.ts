import { freeKey } from '../../lib/freeNames.ts';
import { DEFAULT_ACCOUNT } from './importDto.ts';
import type { ImportRepos } from './importRepos.ts';
import type { FileOptions } from './receivedFile.ts';

/** The trading account that the rows of a file go to where the file names none. */
export interface ChosenAccount {
  key: string;
  /** Zone of its files that name none. */
  timeZone: string | null;
}

/**
 * By the name that the person gave; a new account is made with its first trade. Where the key of that name belongs to
 * an account that was renamed, the new one gets a number: what was renamed takes no more in.
 */
export async function chosenAccount(
  { tradingAccounts }: Pick<ImportRepos, 'tradingAccounts'>,
  userId: string,
  name: string | undefined,
): Promise<ChosenAccount> {
  const accounts = await tradingAccounts.list(userId);
  const known = accounts.find((account) =>
    name === undefined ? account.key === DEFAULT_ACCOUNT : account.name === name,
  );
  if (known) return { key: known.key, timeZone: known.timeZone };
  const wanted = name ?? DEFAULT_ACCOUNT;
  const renamed = accounts.filter(({ key, name: own }) => key !== own).map(({ key }) => key);
  const key = freeKey(wanted, new Set(renamed));
  return { key, timeZone: accounts.find((account) => account.key === key)?.timeZone ?? null };
}

/** The zone of the account, unless one was given with the file; what the file itself states stands above both. */
export function inAccountZone(options: FileOptions, { timeZone }: ChosenAccount): FileOptions {
  return options.timezone === undefined && timeZone !== null ? { ...options, timezone: timeZone } : options;
}
