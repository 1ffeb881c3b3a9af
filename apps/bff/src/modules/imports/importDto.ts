import type { ImportDto, ImportStatus, RowCounts, RowProblem } from '@twin/shared/dto/import';
import type { AccountNaming } from './accountNaming.ts';
import type { StoredImport } from './ImportRepo.ts';

export function importDto(entry: StoredImport, nameOf: AccountNaming): ImportDto {
  return {
    id: entry.id,
    fileName: entry.fileName ?? '',
    account: entry.account ?? DEFAULT_ACCOUNT,
    accounts: entry.accounts.map(nameOf),
    status: entry.status as ImportStatus,
    format: entry.format,
    timezone: entry.timezone,
    rows: rowCounts(entry),
    trades: { accepted: entry.tradesAccepted, duplicate: entry.tradesDuplicate },
    problems: entry.problems as unknown as RowProblem[],
    error: entry.error as ImportDto['error'],
    createdAt: entry.createdAt.toISOString(),
    finishedAt: entry.finishedAt?.toISOString() ?? null,
  };
}

/** Key of the account of rows whose file names none. */
export const DEFAULT_ACCOUNT = 'main';

export function rowCounts(entry: StoredImport): RowCounts {
  return {
    read: entry.rowsRead,
    accepted: entry.rowsAccepted,
    duplicate: entry.rowsDuplicate,
    ignored: entry.rowsIgnored,
    rejected: entry.rowsRejected,
  };
}
