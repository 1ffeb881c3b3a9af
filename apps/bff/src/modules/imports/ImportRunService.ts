import type { RowCounts } from '@twin/shared/dto/import';
import { AppError } from '@twin/shared/errors/AppError';
import { ERRORS } from '@twin/shared/errors/catalog';
import type { Clock } from '../../ports/clock.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { JobQueue } from '../../ports/queue.ts';
import { type FileBatch, type FileFacts, fileBatches } from './fileBatches.ts';
import type { StoredImport } from './ImportRepo.ts';
import { DEFAULT_ACCOUNT, rowCounts } from './importDto.ts';
import type { ImportDatabase } from './importRepos.ts';
import { type ArchiveRest, openArchive } from './openArchive.ts';
import { passToScorer } from './passToScorer.ts';
import { isDateOrder, readMapping } from './receivedFile.ts';
import { restoreRest } from './restoreRest.ts';
import type { SyncImportService } from './SyncImportService.ts';
import { storeBatch, tellProgress } from './storeBatch.ts';

export interface ImportRunDeps {
  /** Told once of every import that ended here. */
  ended(outcome: 'stored' | 'refused' | 'failed', rows: RowCounts): void;
  database: ImportDatabase;
  syncImports: Pick<SyncImportService, 'endAbandoned'>;
  objects: ObjectStore;
  queue: JobQueue;
  clock: Clock;
}

const BATCH_TIMEOUT_MS = 60_000;
/** What a job is told about its time. */
interface Turn {
  signal: AbortSignal;
  isTurnOver(): boolean;
}

/** The person sees progress a few times a second, whatever the speed. */
const PROGRESS_EVERY_MS = 300;

/**
 * Reads a stored upload into trades, batch by batch. The batches of a file are always the same, and each one is stored
 * together with its number: whoever runs the job again, or at the same time, finds what is done and leaves it alone.
 */
export class ImportRunService {
  private readonly deps: ImportRunDeps;

  constructor(deps: ImportRunDeps) {
    this.deps = deps;
  }

  /** @returns `nothing` when the import is over, or gone; `unfinished` when the turn was over before the file */
  async run(userId: string, importId: string, turn: Turn): Promise<'done' | 'unfinished' | 'nothing'> {
    const entry = await this.begin(userId, importId);
    if (entry?.connectionId) {
      return (await this.deps.syncImports.endAbandoned(userId, entry.connectionId)) ? 'done' : 'nothing';
    }
    if (!entry?.objectKey) return 'nothing';
    try {
      return await this.readFile(userId, entry, entry.objectKey, turn);
    } catch (error) {
      // What is wrong with the file will be wrong at the next try too.
      if (!(error instanceof AppError) || error.definition.status !== 422) throw error;
      await this.fail(userId, importId, error);
      return 'done';
    }
  }

  /** Takes a file up. The import of a sync is only looked at: whoever syncs takes it up and shows that it lives. */
  private async begin(userId: string, importId: string): Promise<StoredImport | null> {
    return this.deps.database.forUser(userId, async ({ imports }) => {
      const entry = await imports.find(userId, importId);
      return entry?.connectionId ? entry : imports.begin(userId, importId, this.deps.clock.now());
    });
  }

  /**
   * The file cannot be completed: says so where the person looks, and removes the upload. The import of a sync is not
   * touched: the sync, or the next sweep, ends it.
   */
  async fail(userId: string, importId: string, error: AppError): Promise<void> {
    const { database, clock, objects } = this.deps;
    const { code, definition, options } = error;
    const shown = definition.expose ? definition.text : ERRORS.INTERNAL.text;
    const message = options.fields?.[0]?.message ?? shown;
    const entry = await database.forUser(userId, async ({ imports, scoreStates, outbox }) => {
      const current = await imports.findForUpdate(userId, importId);
      if (!current || current.connectionId) return null;
      // What it had stored stays until it is undone, and is scored.
      if (current.rowsAccepted > 0) await scoreStates.markDue(userId);
      await imports.update(userId, importId, {
        status: 'failed',
        error: { code, message },
        finishedAt: clock.now(),
      });
      await tellProgress(outbox, userId, current, true);
      return current;
    });
    if (entry) this.deps.ended(definition.status === 422 ? 'refused' : 'failed', rowCounts(entry));
    if (entry?.objectKey) await objects.remove(entry.objectKey);
  }

  private async readFile(
    userId: string,
    entry: StoredImport,
    objectKey: string,
    { signal, isTurnOver }: Turn,
  ): Promise<'done' | 'unfinished'> {
    const archive = entry.source === 'restore' ? await openArchive(this.deps.objects, objectKey) : null;
    const batches = archive?.batches() ?? this.batchesOf(entry, objectKey);
    let number = 0;
    let toldAt = 0;
    for await (const { batch, facts } of batches) {
      signal.throwIfAborted();
      const now = this.deps.clock.now().getTime();
      const isTold = now - toldAt >= PROGRESS_EVERY_MS;
      if (isTold) toldAt = now;
      await this.storeBatch(userId, entry.id, { number, batch, facts, isTold });
      number += 1;
      if (number > entry.batchesDone && isTurnOver()) return 'unfinished';
    }
    await this.finish(userId, entry.id, archive?.rest ?? null);
    return 'done';
  }

  private batchesOf(entry: StoredImport, objectKey: string): ReturnType<typeof fileBatches> {
    return fileBatches({
      open: () => this.deps.objects.open(objectKey),
      options: {
        name: entry.fileName ?? '',
        ...(entry.format === null ? {} : { format: entry.format }),
        ...(entry.timezone === null ? {} : { timezone: entry.timezone }),
        ...(isDateOrder(entry.dateOrder) ? { dateOrder: entry.dateOrder } : {}),
        ...(entry.mapping === null ? {} : { mapping: readMapping(entry.mapping) }),
      },
      account: entry.account ?? DEFAULT_ACCOUNT,
    });
  }

  private async storeBatch(userId: string, importId: string, numbered: NumberedBatch): Promise<void> {
    await this.deps.database.forUser(
      userId,
      async (repos) => {
        const entry = await repos.imports.findForUpdate(userId, importId);
        if (!entry) throw new AppError('NOT_FOUND');
        if (entry.batchesDone > numbered.number) return;
        const next = await storeBatch(repos, userId, entry, numbered.batch, {
          ...numbered.facts,
          batchesDone: numbered.number + 1,
          heartbeatAt: this.deps.clock.now(),
        });
        if (numbered.isTold) await tellProgress(repos.outbox, userId, next, false);
      },
      { timeoutMs: BATCH_TIMEOUT_MS },
    );
  }

  /** All batches are stored: the scorer goes on, or there was no trade in the file. An export may hold none. */
  private async finish(userId: string, importId: string, rest: ArchiveRest | null): Promise<void> {
    const { database, clock, objects, queue } = this.deps;
    const finished = await database.forUser(userId, async (repos) => {
      const entry = await repos.imports.findForUpdate(userId, importId);
      if (entry?.status !== 'running') return null;
      if (rest) await restoreRest(repos, userId, importId, rest);
      else if (entry.rowsAccepted + entry.rowsDuplicate === 0) throw new AppError('IMPORT_NO_TRADES');
      await passToScorer(repos, userId, entry, clock.now());
      return entry;
    });
    if (!finished?.objectKey) return;
    this.deps.ended('stored', rowCounts(finished));
    await objects.remove(finished.objectKey);
    await queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
  }
}

interface NumberedBatch {
  number: number;
  batch: FileBatch;
  facts: FileFacts;
  isTold: boolean;
}
