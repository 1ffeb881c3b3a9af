import { formatDecimal } from '@twin/shared/primitives/decimal';
import { tradeIdOf } from '../trades/index.ts';
import type { FileFunding } from './fileBatches.ts';
import type { ImportRepos } from './importRepos.ts';

/** Stores fundings with their link to the import, and marks the scores from the oldest new one on as outdated. */
export async function storeFundings(
  { fundings: repo, tradingAccounts, scoreStates }: ImportRepos,
  userId: string,
  importId: string,
  fundings: readonly FileFunding[],
): Promise<void> {
  if (fundings.length === 0) return;
  await tradingAccounts.ensure(
    userId,
    fundings.map(({ account }) => account),
  );
  const items = fundings.map(({ broker, extId, account, symbol, instrument, asset, amount, ts }) => ({
    id: tradeIdOf(userId, broker, extId),
    ...{ broker, extId, account, symbol, instrument, asset },
    amount: formatDecimal(amount),
    ts: new Date(ts).toISOString(),
  }));
  const since = await repo.insertMany(userId, items);
  await repo.link(
    userId,
    importId,
    items.map(({ id }) => id),
  );
  if (since) await scoreStates.markStale(userId, since);
}
