import type { ExportDto, ExportStatus } from '@twin/shared/dto/archive';
import { AppError } from '@twin/shared/errors/AppError';
import { ERRORS } from '@twin/shared/errors/catalog';
import type { ForUser } from '../../lib/db.ts';
import type { FileAnswer } from '../../lib/http/route.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { ArchiveRepo } from './ArchiveRepo.ts';
import type { AuditRepo } from './AuditRepo.ts';
import { archiveZip } from './archiveZip.ts';
import type { ExportRepo, StoredExport } from './ExportRepo.ts';

export interface ExportDeps {
  forUser: ForUser<{ exports: ExportRepo; archive: ArchiveRepo; audit: Pick<AuditRepo, 'append'> }>;
  objects: ObjectStore;
  queue: JobQueue;
  clock: Clock;
}

const READ_TIMEOUT_MS = 540_000;

/** Copies what a person brought in into a zip that restores it anywhere. */
export class ExportService {
  private readonly deps: ExportDeps;

  constructor(deps: ExportDeps) {
    this.deps = deps;
  }

  async create(userId: string): Promise<string> {
    const { id } = await this.deps.forUser(userId, async ({ exports, audit }) => {
      const entry = await exports.insert(userId);
      await audit.append(userId, 'export.requested', { exportId: entry.id });
      return entry;
    });
    await this.deps.queue.enqueue('exportAccount', { v: 1, userId, exportId: id }, { dedupeKey: id });
    return id;
  }

  /** @throws AppError NOT_FOUND */
  async get(userId: string, id: string): Promise<ExportDto> {
    return exportDto(await this.find(userId, id));
  }

  /** @throws AppError NOT_FOUND, also while the zip is not done */
  async download(userId: string, id: string): Promise<FileAnswer> {
    const { objectKey } = await this.find(userId, id);
    if (objectKey === null) throw new AppError('NOT_FOUND');
    const content = await this.deps.objects.open(objectKey);
    return { name: 'trading-twin-export.zip', type: 'application/zip', content };
  }

  /** Writes the zip of one moment to the object store. @returns false when there is nothing to do */
  async run(userId: string, id: string, signal: AbortSignal): Promise<boolean> {
    const { forUser, objects, clock } = this.deps;
    const entry = await forUser(userId, ({ exports }) => exports.begin(userId, id, clock.now()));
    if (!entry) return false;
    const objectKey = `exports/${id}`;
    const bytes = await forUser(
      userId,
      ({ archive }) => objects.put(objectKey, archiveZip(archive, userId, signal)),
      { timeoutMs: READ_TIMEOUT_MS, isSnapshot: true },
    );
    const spare = await forUser(userId, async ({ exports }) => {
      await exports.finish(userId, id, { objectKey, bytes, finishedAt: clock.now() });
      return exports.deleteOthers(userId, id);
    });
    for (const key of spare) await objects.remove(key);
    return true;
  }

  async fail(userId: string, id: string, { code, definition }: AppError): Promise<void> {
    const message = definition.expose ? definition.text : ERRORS.INTERNAL.text;
    await this.deps.forUser(userId, ({ exports }) =>
      exports.fail(userId, id, { code, message }, this.deps.clock.now()),
    );
  }

  private async find(userId: string, id: string): Promise<StoredExport> {
    const entry = await this.deps.forUser(userId, ({ exports }) => exports.find(userId, id));
    if (!entry) throw new AppError('NOT_FOUND');
    return entry;
  }
}

function exportDto(entry: StoredExport): ExportDto {
  return {
    id: entry.id,
    status: entry.status as ExportStatus,
    bytes: entry.bytes,
    download: entry.status === 'done' ? `/v1/privacy/exports/${entry.id}/download` : null,
    error: entry.error as ExportDto['error'],
    createdAt: entry.createdAt.toISOString(),
    finishedAt: entry.finishedAt?.toISOString() ?? null,
  };
}
