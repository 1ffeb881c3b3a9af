import { tradeIdOf } from '../trades/index.ts';
import type { ArchiveRest } from './openArchive.ts';
import type { RestoreRepo } from './RestoreRepo.ts';

/** Puts back what an export holds beside trades; the trades are there already. */
export async function restoreRest(restores: RestoreRepo, userId: string, rest: ArchiveRest): Promise<void> {
  const isFirst = await restores.isFirst(userId);
  await restores.accounts(userId, rest.accounts, !isFirst);
  if (rest.settings && isFirst) await restores.settings(userId, rest.settings);
  await restores.mappings(userId, rest.mappings);
  await restores.rules(userId, rest.rules);
  await restores.feedback(
    userId,
    rest.feedback.map(({ broker, extId, ...line }) => {
      return { ...line, tradeId: tradeIdOf(userId, broker, extId) };
    }),
  );
}
