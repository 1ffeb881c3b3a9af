import type { RejectedRow } from '@twin/formats/row';
import { AppError } from '@twin/shared/errors/AppError';
import type { BrokerReversal, BrokerRowProblem, FillPage } from '../../ports/broker.ts';
import type { StoredConnection } from '../brokers/index.ts';
import { tradeIdOf } from '../trades/index.ts';
import { type BrokerTarget, extIdOf, freshRows, toldKey, tradeOfFill } from './brokerTrades.ts';
import type { StoredImport } from './ImportRepo.ts';
import type { ImportRepos } from './importRepos.ts';
import { storeBatch } from './storeBatch.ts';
import type { SyncState } from './syncState.ts';

export interface SyncTransaction {
  repos: ImportRepos;
  connection: StoredConnection;
  now: Date;
}

/**
 * Stores what a page brings that this connection did not bring before. The first page that brings anything makes the
 * import of the sync. @returns where reading goes on, and the import as it is then
 */
export async function storePage(
  transaction: SyncTransaction,
  state: SyncState,
  page: FillPage,
): Promise<{ next: SyncState; entry: StoredImport | null }> {
  const { repos, connection } = transaction;
  const { userId, id, broker, account } = connection;
  const rows = freshRows(page, state);
  const idOf = (venue: { symbol: string; venueId: string }) =>
    tradeIdOf(userId, broker, extIdOf(account, venue));
  const known = await repos.brokerImports.listHeld(userId, id, [...rows.fills, ...page.reversals].map(idOf));
  const trades = rows.fills
    .filter((fill) => !known.has(idOf(fill)))
    .map((fill) => tradeOfFill(connection, fill));
  const reversals = [...state.reversals, ...page.reversals.filter((reversal) => !known.has(idOf(reversal)))];
  const next: SyncState = {
    ...state,
    ...{ cursor: page.cursor, pages: state.pages + 1, reversals },
    told: [...state.told, ...rows.problems.map(({ venueId, field }) => toldKey(venueId, field))],
  };
  if (trades.length + rows.problems.length + reversals.length === 0) return { next, entry: null };
  const entry = await importOf(transaction, state);
  const stored = await storeBatch(
    repos,
    userId,
    entry,
    {
      trades,
      fundings: [],
      transfers: [],
      ignored: 0,
      rejected: rows.problems.length,
      problems: rows.problems.map(rejectedRow),
    },
    placeOf(transaction, entry),
  );
  const open = await takeBack(transaction, entry, reversals);
  const told = await countReversals(
    transaction,
    stored,
    reversals.length - open.length,
    page.isLast ? open : [],
  );
  return { next: { ...next, importId: entry.id, reversals: page.isLast ? [] : open }, entry: told };
}

function placeOf({ connection, now }: SyncTransaction, { batchesDone }: StoredImport) {
  return { format: formatOf(connection), timezone: 'UTC', batchesDone: batchesDone + 1, heartbeatAt: now };
}

function formatOf({ broker }: BrokerTarget): string {
  return `${broker}-api`;
}

async function importOf(
  { repos, connection, now }: SyncTransaction,
  { importId }: SyncState,
): Promise<StoredImport> {
  const { userId, id, account } = connection;
  const running = importId === null ? null : await repos.imports.findForUpdate(userId, importId);
  if (running) return running;
  const made = await repos.imports.insert(userId, {
    ...{ source: 'broker', account, connectionId: id, format: formatOf(connection) },
  });
  const begun = await repos.imports.begin(userId, made.id, now);
  if (!begun) throw new AppError('NOT_FOUND');
  return begun;
}

/** Buries the fills that the venue took back. @returns the reversals whose fill has not come yet */
async function takeBack(
  { repos, connection, now }: SyncTransaction,
  entry: StoredImport,
  reversals: readonly BrokerReversal[],
): Promise<BrokerReversal[]> {
  const { userId, broker, account } = connection;
  const open: BrokerReversal[] = [];
  if (reversals.length > 0) await repos.scoreStates.lock(userId);
  for (const reversal of reversals) {
    const tradeId = await repos.brokerImports.findReversed(userId, connection, reversal);
    const ts = tradeId && (await repos.trades.setDeletedAt(userId, tradeId, now));
    if (!tradeId || !ts) {
      open.push(reversal);
      continue;
    }
    const id = tradeIdOf(userId, broker, extIdOf(account, reversal));
    await repos.tradeCopies.insert(userId, entry.id, [{ id, tradeId }]);
    await repos.biases.deleteByTrade(userId, tradeId);
    await repos.scoreStates.markStale(userId, ts);
  }
  return open;
}

/** A reversal is a row and no trade; one without its fill is told at the end. */
async function countReversals(
  transaction: SyncTransaction,
  entry: StoredImport,
  done: number,
  lost: readonly BrokerReversal[],
): Promise<StoredImport> {
  if (done + lost.length === 0) return entry;
  const problems = lost.map(({ venueId, orderId }) =>
    rejectedRow({
      venueId,
      field: 'trade_type',
      reason: `takes back a fill of order ${orderId} that is not there`,
      fix: 'Compare the order with the broker; nothing was changed.',
    }),
  );
  return storeBatch(
    transaction.repos,
    transaction.connection.userId,
    entry,
    { trades: [], fundings: [], transfers: [], ignored: done, rejected: lost.length, problems },
    placeOf(transaction, entry),
  );
}

/** Broker rows have no lines; the venue's own id says which it is. */
function rejectedRow({ venueId, field, reason, fix }: BrokerRowProblem): RejectedRow {
  return { line: 0, field, reason: venueId === '' ? reason : `${reason} (entry ${venueId})`, fix };
}
