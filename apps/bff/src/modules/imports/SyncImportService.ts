import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { SyncTurn } from '../brokers/index.ts';
import type { ImportDatabase, ImportRepos } from './importRepos.ts';
import { passToScorer } from './passToScorer.ts';
import { readSyncState, syncStateJson } from './syncState.ts';

export interface SyncImportDeps {
  database: ImportDatabase;
  queue: JobQueue;
  clock: Clock;
}

/** How the import of a sync ends: with its sync, or when no sync will go on with it. The scorer takes over. */
export class SyncImportService {
  private readonly deps: SyncImportDeps;

  constructor(deps: SyncImportDeps) {
    this.deps = deps;
  }

  /** Ends the import of this sync, if it brought anything. That of another sync goes on. */
  async finish(sync: SyncTurn): Promise<void> {
    const { userId, id } = sync;
    await this.scored(userId, async (repos) => {
      const current = await repos.brokerConnections.findUntakenForUpdate(sync);
      if (!current) return false;
      const state = readSyncState(current.syncCursor);
      if (state.importId === null) return false;
      const next = { ...state, importId: null };
      await repos.brokerConnections.update(userId, id, { syncCursor: syncStateJson(next) });
      return this.end(repos, userId, state.importId);
    });
  }

  /**
   * Ends the imports that the connection no longer names: the person disconnected, renewed the grant or began anew
   * while they ran. @returns false when there is none
   */
  async endAbandoned(userId: string, connectionId: string): Promise<boolean> {
    return this.scored(userId, async (repos) => {
      // Locked first, as a sync does: an import that is just being made is named before it is seen.
      const connection = await repos.brokerConnections.findForUpdate(userId, connectionId);
      const named = connection && readSyncState(connection.syncCursor).importId;
      const running = await repos.brokerImports.listRunning(userId, connectionId);
      const abandoned = running.filter((importId) => importId !== named);
      for (const importId of abandoned) await this.end(repos, userId, importId);
      return abandoned.length > 0;
    });
  }

  private async end(repos: ImportRepos, userId: string, importId: string): Promise<boolean> {
    const entry = await repos.imports.findForUpdate(userId, importId);
    if (entry?.status !== 'running') return false;
    await passToScorer(repos, userId, entry, this.deps.clock.now());
    return true;
  }

  /** Asks for the scores of what was ended, once that is committed. */
  private async scored(userId: string, end: (repos: ImportRepos) => Promise<boolean>): Promise<boolean> {
    const { database, queue } = this.deps;
    const hasEnded = await database.forUser(userId, end);
    if (hasEnded) await queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
    return hasEnded;
  }
}
