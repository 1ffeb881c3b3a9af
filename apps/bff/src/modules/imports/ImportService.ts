import type { Readable } from 'node:stream';
import { FORMATS } from '@twin/formats/registry';
import type { FormatList, ImportDto, ImportFields, ImportList } from '@twin/shared/dto/import';
import { AppError } from '@twin/shared/errors/AppError';
import type { EventPayload } from '@twin/shared/events/event';
import type { Clock } from '../../ports/clock.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { JobQueue } from '../../ports/queue.ts';
import { accountNaming } from './accountNaming.ts';
import { chosenAccount, inAccountZone } from './chosenAccount.ts';
import { importDto } from './importDto.ts';
import type { ImportDatabase } from './importRepos.ts';
import type { MappingService } from './MappingService.ts';
import { ARCHIVE_FORMAT, isArchiveHead } from './openArchive.ts';
import { checkHead, fileOptions, type ReceivedFile, storeUpload } from './receivedFile.ts';

export interface ImportDeps {
  database: ImportDatabase;
  objects: ObjectStore;
  queue: JobQueue;
  clock: Clock;
}

const UNDO_TIMEOUT_MS = 120_000;
const ENDED = new Set(['done', 'failed']);

/** Takes files in, tells how far they are, and takes them back. */
export class ImportService {
  private readonly deps: ImportDeps;
  private readonly mappings: MappingService;

  constructor(deps: ImportDeps, mappings: MappingService) {
    this.deps = deps;
    this.mappings = mappings;
  }

  /** The kinds of files that can be read, in the order in which they are tried. */
  formats(): FormatList {
    return { items: FORMATS.map(({ name, title }) => ({ name, title })), nextCursor: null };
  }

  /** Puts the upload into the object store, from where the job reads it. */
  receive(file: { name: string; content: Readable }): Promise<ReceivedFile> {
    return storeUpload(this.deps.objects, file);
  }

  /**
   * Makes an import of a received file. What its begin shows to be unusable is refused and leaves nothing behind.
   * @throws AppError IMPORT_EMPTY, IMPORT_BINARY, IMPORT_UNKNOWN_FORMAT, IMPORT_WRONG_FORMAT, IMPORT_UNKNOWN_ZONE,
   *   IMPORT_NO_TRADES
   */
  async create(userId: string, file: ReceivedFile, fields: ImportFields): Promise<string> {
    const importId = await this.insert(userId, file, fields).catch(async (error: unknown) => {
      await file.discard();
      throw error;
    });
    await this.deps.queue.enqueue('importFills', { v: 1, userId, importId }, { dedupeKey: importId });
    return importId;
  }

  /** Makes an import of an export of ours. @throws AppError RESTORE_UNREADABLE when it is no zip */
  async restore(userId: string, file: ReceivedFile): Promise<string> {
    if (!isArchiveHead(file.head)) {
      await file.discard();
      throw new AppError('RESTORE_UNREADABLE');
    }
    const { id } = await this.deps.database.forUser(userId, ({ imports }) =>
      imports.insert(userId, {
        source: 'restore',
        account: null,
        fileName: file.name,
        fileBytes: file.bytes,
        objectKey: file.objectKey,
        format: ARCHIVE_FORMAT,
      }),
    );
    await this.deps.queue.enqueue('importFills', { v: 1, userId, importId: id }, { dedupeKey: id });
    return id;
  }

  private async insert(userId: string, file: ReceivedFile, fields: ImportFields): Promise<string> {
    const account = await this.deps.database.forUser(userId, (repos) =>
      chosenAccount(repos, userId, fields.account),
    );
    const given = inAccountZone(fileOptions(fields), account);
    checkHead(file, given.mapping ? given : await this.mappings.complete(userId, file, given));
    const options = await this.mappings.complete(userId, file, given, true);
    const entry = await this.deps.database.forUser(userId, ({ imports }) =>
      imports.insert(userId, {
        source: 'file',
        account: account.key,
        fileName: file.name,
        fileBytes: file.bytes,
        objectKey: file.objectKey,
        format: options.format ?? null,
        timezone: options.timezone ?? null,
        dateOrder: options.dateOrder ?? null,
        isReplacing: fields.conflicts === 'replace',
        ...(options.mapping && { mapping: { ...options.mapping } }),
      }),
    );
    return entry.id;
  }

  /** @throws AppError NOT_FOUND */
  async get(userId: string, id: string): Promise<ImportDto> {
    return this.deps.database.forUser(userId, async (repos) => {
      const entry = await repos.imports.find(userId, id);
      if (!entry) throw new AppError('NOT_FOUND');
      return importDto(entry, await accountNaming(repos, userId));
    });
  }

  /** Newest first. */
  async list(userId: string, cursor: string | undefined, limit: number): Promise<ImportList> {
    return this.deps.database.forUser(userId, async (repos) => {
      const { items, nextCursor } = await repos.imports.list(userId, cursor, limit);
      const nameOf = await accountNaming(repos, userId);
      return { items: items.map((entry) => importDto(entry, nameOf)), nextCursor };
    });
  }

  /**
   * Undoes an import: its trades go unless another import holds them, with their tags and simulations; what is left
   * is scored anew. @throws AppError NOT_FOUND, IMPORT_RUNNING
   */
  async undo(userId: string, id: string): Promise<void> {
    const { objectKey, hasChanged } = await this.deps.database.forUser(
      userId,
      async ({ imports, scoreStates, outbox, audit }) => {
        await scoreStates.lock(userId);
        const entry = await imports.findForUpdate(userId, id);
        if (!entry) throw new AppError('NOT_FOUND');
        if (!ENDED.has(entry.status)) throw new AppError('IMPORT_RUNNING');
        const undone = await imports.undo(userId, id);
        if (undone.since) await scoreStates.markChanged(userId, undone.since);
        const payload: EventPayload<'import.undone'> = { importId: id, trades: undone.trades };
        await outbox.append(userId, 'import.undone', payload);
        await audit.append(userId, 'import.undone', { importId: id, trades: undone.trades });
        return { objectKey: entry.objectKey, hasChanged: undone.since !== null };
      },
      { timeoutMs: UNDO_TIMEOUT_MS },
    );
    if (objectKey) await this.deps.objects.remove(objectKey);
    if (hasChanged) await this.deps.queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
  }
}
