import type { RejectedRow } from '@twin/formats/row';
import type { EventPayload } from '@twin/shared/events/event';
import { type FileBatch, PROBLEMS_KEPT } from './fileBatches.ts';
import type { StoredImport } from './ImportRepo.ts';
import { rowCounts } from './importDto.ts';
import type { ImportRepos } from './importRepos.ts';
import { storeAsides } from './storeAsides.ts';
import { type IncomingTrade, storeTrades } from './storeTrades.ts';

/** Trades that are stored together, and what else their rows were. */
export interface IncomingBatch {
  trades: readonly IncomingTrade[];
  fundings: FileBatch['fundings'];
  transfers: FileBatch['transfers'];
  ignored: number;
  rejected: number;
  problems: readonly RejectedRow[];
}

/** What the import knows once this batch is stored. */
export interface BatchPlace {
  format: string;
  timezone: string;
  batchesDone: number;
  heartbeatAt: Date;
}

/** Stores one batch and what it adds to the counts, in the transaction given. @returns the import as it is then */
export async function storeBatch(
  repos: ImportRepos,
  userId: string,
  entry: StoredImport,
  batch: IncomingBatch,
  { format, timezone, batchesDone, heartbeatAt }: BatchPlace,
): Promise<StoredImport> {
  const storing = { id: entry.id, format, isReplacing: entry.isReplacing };
  const { rows, trades, accounts } = await storeTrades(repos, userId, storing, batch.trades);
  await storeAsides(repos, userId, entry.id, batch);
  const problems = entry.problems as object[];
  const progress = {
    ...{ format, timezone, batchesDone, heartbeatAt },
    rowsRead: entry.rowsRead + rows.accepted + rows.duplicate + batch.ignored + batch.rejected,
    rowsAccepted: entry.rowsAccepted + rows.accepted,
    rowsDuplicate: entry.rowsDuplicate + rows.duplicate,
    rowsIgnored: entry.rowsIgnored + batch.ignored,
    rowsRejected: entry.rowsRejected + batch.rejected,
    tradesAccepted: entry.tradesAccepted + trades.accepted,
    tradesDuplicate: entry.tradesDuplicate + trades.duplicate,
    accounts: [...new Set([...entry.accounts, ...accounts])],
  };
  const added = batch.problems.slice(0, PROBLEMS_KEPT - problems.length).map((problem) => ({ ...problem }));
  const all = added.length === 0 ? null : [...problems, ...added];
  await repos.imports.update(userId, entry.id, { ...progress, ...(all && { problems: all }) });
  return { ...entry, ...progress, ...(all && { problems: all }) };
}

export async function tellProgress(
  outbox: ImportRepos['outbox'],
  userId: string,
  entry: StoredImport,
  done: boolean,
): Promise<void> {
  const payload: EventPayload<'import.progress'> = { importId: entry.id, ...rowCounts(entry), done };
  await outbox.append(userId, 'import.progress', payload);
}
