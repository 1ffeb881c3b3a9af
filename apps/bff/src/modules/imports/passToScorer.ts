import type { StoredImport } from './ImportRepo.ts';
import type { ImportRepos } from './importRepos.ts';
import { tellProgress } from './storeBatch.ts';

/** All that a running import brings is stored: the scorer goes on with it, in the transaction given. */
export async function passToScorer(
  { imports, scoreStates, outbox }: Pick<ImportRepos, 'imports' | 'scoreStates' | 'outbox'>,
  userId: string,
  entry: StoredImport,
  now: Date,
): Promise<void> {
  await imports.update(userId, entry.id, { status: 'scoring', heartbeatAt: now });
  await scoreStates.markDue(userId);
  await tellProgress(outbox, userId, entry, true);
}
