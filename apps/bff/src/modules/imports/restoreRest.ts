import { decimal } from '@twin/shared/primitives/decimal';
import { tradeIdOf } from '../trades/index.ts';
import type { ImportRepos } from './importRepos.ts';
import type { ArchiveRest } from './openArchive.ts';
import { storeAsides } from './storeAsides.ts';

/** Puts back what an export holds beside trades; the trades are there already. */
export async function restoreRest(
  repos: ImportRepos,
  userId: string,
  importId: string,
  rest: ArchiveRest,
): Promise<void> {
  const { restores } = repos;
  const isFirst = await restores.isFirst(userId);
  await restores.accounts(userId, rest.accounts, !isFirst);
  if (rest.settings && isFirst) await restores.settings(userId, rest.settings);
  await restores.mappings(userId, rest.mappings);
  await restores.rules(userId, rest.rules);
  const { fundings, transfers } = rest;
  await storeAsides(repos, userId, importId, {
    fundings: fundings.map(readAside),
    transfers: transfers.map(readAside),
  });
  await restores.feedback(
    userId,
    rest.feedback.map(({ broker, extId, ...line }) => {
      return { ...line, tradeId: tradeIdOf(userId, broker, extId) };
    }),
  );
}

function readAside<T extends { amount: string; ts: string }>({ amount, ts, ...rest }: T) {
  return { ...rest, amount: decimal(amount), ts: Date.parse(ts) };
}
