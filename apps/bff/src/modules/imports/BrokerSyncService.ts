import type { AppError } from '@twin/shared/errors/AppError';
import type { BrokerCursor, FillPage } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConnectionService, StoredConnection } from '../brokers/index.ts';
import type { ImportDatabase } from './importRepos.ts';
import { reconcile } from './reconcile.ts';
import type { SyncImportService } from './SyncImportService.ts';
import { tellProgress } from './storeBatch.ts';
import { type SyncTransaction, storePage } from './storePage.ts';
import { readSyncState, type SyncState, syncStateJson } from './syncState.ts';

export interface BrokerSyncDeps {
  database: ImportDatabase;
  connections: ConnectionService;
  syncImports: SyncImportService;
  clock: Clock;
}

const PAGE_TIMEOUT_MS = 60_000;
/** The person sees progress a few times a second, whatever the speed. */
const PROGRESS_EVERY_MS = 300;

/**
 * Reads a connection page by page into trades. Each page is stored in one transaction with the place where reading
 * goes on: whoever runs the job again, or at the same time, finds what is done and leaves it alone.
 */
export class BrokerSyncService {
  private readonly deps: BrokerSyncDeps;

  constructor(deps: BrokerSyncDeps) {
    this.deps = deps;
  }

  /** @returns false when there is nothing to do: the connection is not due, waits for the person, or is gone */
  async run(userId: string, connectionId: string, signal: AbortSignal): Promise<boolean> {
    const { connections, syncImports } = this.deps;
    const hasEnded = await syncImports.endAbandoned(userId, connectionId);
    const connection = await connections.begin(userId, connectionId);
    if (!connection) return hasEnded;
    try {
      await connections.checkPermissions(connection, signal);
      const hasReadAll = await this.readAll(connection, signal);
      await syncImports.finish(connection);
      if (hasReadAll) await connections.succeed(connection, await this.reconciled(connection, signal));
    } catch (error) {
      signal.throwIfAborted();
      // What was stored until here is the person's already, and is scored.
      await syncImports.finish(connection);
      if (!(await connections.fail(connection, error))) throw error;
    }
    return true;
  }

  /** The job will not be tried again; the schedule will. */
  async giveUp(userId: string, connectionId: string, error: AppError): Promise<void> {
    await this.deps.connections.giveUp(userId, connectionId, error);
  }

  /** @returns false when the sync no longer counts: others have ended it, or its connection was renewed or is gone */
  private async readAll(connection: StoredConnection, signal: AbortSignal): Promise<boolean> {
    let state = readSyncState(connection.syncCursor);
    let toldAt = 0;
    let asked = this.ask(connection, state.cursor, signal);
    for (;;) {
      signal.throwIfAborted();
      const page = await asked;
      // The venue answers while this page is stored.
      if (!page.isLast) asked = this.ask(connection, page.cursor, signal);
      const now = this.deps.clock.now();
      const isTold = now.getTime() - toldAt >= PROGRESS_EVERY_MS;
      if (isTold) toldAt = now.getTime();
      const next = await this.store(connection, { page, pages: state.pages, now, isTold });
      if (!next) return false;
      state = next;
      const isStored = state.cursor === page.cursor;
      if (isStored && page.isLast) return true;
      // Another run has come further meanwhile.
      if (!isStored) asked = this.ask(connection, state.cursor, signal);
    }
  }

  private ask(
    connection: StoredConnection,
    cursor: BrokerCursor | null,
    signal: AbortSignal,
  ): Promise<FillPage> {
    const page = this.deps.connections.listFills(connection, cursor, signal);
    // Nobody waits for it when the page before cannot be stored.
    page.catch(() => undefined);
    return page;
  }

  /** @returns where reading goes on; null when the sync no longer counts, and nothing is stored */
  private async store(
    connection: StoredConnection,
    { page, pages, now, isTold }: { page: FillPage; pages: number; now: Date; isTold: boolean },
  ): Promise<SyncState | null> {
    const { userId, id } = connection;
    return this.deps.database.forUser(
      userId,
      async (repos) => {
        const transaction: SyncTransaction = { repos, connection, now };
        const current = await repos.brokerConnections.findSyncForUpdate(connection);
        if (!current) return null;
        const state = readSyncState(current.syncCursor);
        // Another run has stored a page meanwhile: this one goes on from there.
        if (state.pages !== pages) return state;
        const { next, entry } = await storePage(transaction, state, page);
        await repos.brokerConnections.update(userId, id, {
          syncCursor: syncStateJson(next),
          heartbeatAt: now,
        });
        if (entry && isTold) await tellProgress(repos.outbox, userId, entry, false);
        return next;
      },
      { timeoutMs: PAGE_TIMEOUT_MS },
    );
  }

  private async reconciled(connection: StoredConnection, signal: AbortSignal) {
    const held = await this.deps.connections.balances(connection, signal);
    if (!held) return null;
    const { userId, account } = connection;
    const fromFills = await this.deps.database.forUser(userId, ({ brokerImports }) =>
      brokerImports.sumByAsset(userId, account),
    );
    return reconcile(held, fromFills);
  }
}
