import { formatDecimal } from '@twin/shared/primitives/decimal';
import { tradeIdOf } from '../trades/index.ts';
import type { FileBatch, FileFunding, FileTransfer } from './fileBatches.ts';
import type { ImportRepos } from './importRepos.ts';

/** What stands beside the trades of a file. */
export type FileAsides = Pick<FileBatch, 'fundings' | 'transfers'>;

/** Stores it with its link to the import, and marks the scores from the oldest new one on as outdated. */
export async function storeAsides(
  repos: ImportRepos,
  userId: string,
  importId: string,
  { fundings, transfers }: FileAsides,
): Promise<void> {
  const { tradingAccounts, scoreStates } = repos;
  const all = [...fundings, ...transfers];
  if (all.length === 0) return;
  await tradingAccounts.ensure(
    userId,
    all.map(({ account }) => account),
  );
  const since = [
    await storeFundings(repos, userId, importId, fundings),
    await storeTransfers(repos, userId, importId, transfers),
  ].filter((moment) => moment !== null);
  const [first] = since.sort((a, b) => a.getTime() - b.getTime());
  if (first) await scoreStates.markStale(userId, first);
}

async function storeFundings(
  { fundings: repo }: ImportRepos,
  userId: string,
  importId: string,
  fundings: readonly FileFunding[],
): Promise<Date | null> {
  if (fundings.length === 0) return null;
  const items = fundings.map(({ broker, extId, account, symbol, instrument, asset, amount, ts }) => ({
    id: tradeIdOf(userId, broker, extId),
    ...{ broker, extId, account, symbol, instrument, asset },
    amount: formatDecimal(amount),
    ts: new Date(ts).toISOString(),
  }));
  const since = await repo.insertMany(userId, items);
  await repo.link(userId, importId, idsOf(items));
  return since;
}

async function storeTransfers(
  { transfers: repo }: ImportRepos,
  userId: string,
  importId: string,
  transfers: readonly FileTransfer[],
): Promise<Date | null> {
  if (transfers.length === 0) return null;
  const items = transfers.map(({ broker, extId, account, asset, amount, ts }) => ({
    id: tradeIdOf(userId, broker, extId),
    ...{ broker, extId, account, asset },
    amount: formatDecimal(amount),
    ts: new Date(ts).toISOString(),
  }));
  const since = await repo.insertMany(userId, items);
  await repo.link(userId, importId, idsOf(items));
  return since;
}

function idsOf(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id);
}
