import { DEFAULT_ACCOUNT } from './importDto.ts';
import type { ImportRepos } from './importRepos.ts';
import type { FileOptions } from './receivedFile.ts';

/** The trading account that the rows of a file go to where the file names none. */
export interface ChosenAccount {
  key: string;
  /** Zone of its files that name none. */
  timeZone: string | null;
}

/** By the name that the person gave; a new account is made with its first trade. */
export async function chosenAccount(
  { tradingAccounts }: Pick<ImportRepos, 'tradingAccounts'>,
  userId: string,
  name: string | undefined,
): Promise<ChosenAccount> {
  const accounts = await tradingAccounts.list(userId);
  const known = accounts.find((account) =>
    name === undefined ? account.key === DEFAULT_ACCOUNT : account.name === name,
  );
  return { key: known?.key ?? name ?? DEFAULT_ACCOUNT, timeZone: known?.timeZone ?? null };
}

/** The zone of the account, unless one was given with the file; what the file itself states stands above both. */
export function inAccountZone(options: FileOptions, { timeZone }: ChosenAccount): FileOptions {
  return options.timezone === undefined && timeZone !== null ? { ...options, timezone: timeZone } : options;
}
