import type { ExportDto, ExportStatus } from '@twin/shared/dto/archive';
import { AppError } from '@twin/shared/errors/AppError';
import { ERRORS } from '@twin/shared/errors/catalog';
import type { ForUser } from '../../lib/db.ts';
import type { FileAnswer } from '../../lib/http/route.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { CandleRepo } from '../market/index.ts';
import type { ArchiveRepo } from './ArchiveRepo.ts';
import type { AuditRepo } from './AuditRepo.ts';
import { archiveZip, TRADE_FILES } from './archiveZip.ts';
import type { ExportRepo, StoredExport } from './ExportRepo.ts';
import type { ExportLinks } from './exportLinks.ts';

export interface ExportDeps {
  forUser: ForUser<{
    exports: ExportRepo;
    archive: ArchiveRepo;
    candles: Pick<CandleRepo, 'listSeries' | 'load'>;
    audit: Pick<AuditRepo, 'append'>;
  }>;
  expiredExports: Pick<ExportRepo, 'listExpired'>;
  links: ExportLinks;
  objects: ObjectStore;
  queue: JobQueue;
  clock: Clock;
}

const READ_TIMEOUT_MS = 540_000;
/** A copy of everything does not lie about for longer. */
const KEPT_MS = 24 * 3_600_000;
const EXPIRED_AT_ONCE = 100;

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
    const entry = await this.find(userId, id);
    const link = this.deps.links.issue(userId, id, this.deps.clock.now());
    return exportDto(entry, `/v1/privacy/exports/${id}/download?link=${link}`);
  }

  /** @throws AppError EXPORT_LINK_EXPIRED; NOT_FOUND with a link of somebody else, and while the zip is not done */
  async download(userId: string, id: string, link: string): Promise<FileAnswer> {
    const { links, clock, objects, forUser } = this.deps;
    const state = links.check(userId, id, link, clock.now());
    if (state === 'expired') throw new AppError('EXPORT_LINK_EXPIRED');
    const { objectKey, expiresAt } = await this.find(userId, id);
    const isKept = expiresAt !== null && expiresAt > clock.now();
    if (state === 'foreign' || objectKey === null || !isKept) throw new AppError('NOT_FOUND');
    await forUser(userId, ({ audit }) => audit.append(userId, 'export.downloaded', { exportId: id }));
    const content = await objects.open(objectKey);
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
      async ({ archive, candles }) => {
        const onLines = this.progressOf(userId, id, TRADE_FILES * (await archive.countTrades(userId)));
        return objects.put(objectKey, archiveZip({ archive, candles, userId, signal, onLines }));
      },
      { timeoutMs: READ_TIMEOUT_MS, isSnapshot: true },
    );
    const spare = await forUser(userId, async ({ exports }) => {
      const finishedAt = clock.now();
      const expiresAt = new Date(finishedAt.getTime() + KEPT_MS);
      await exports.finish(userId, id, { objectKey, bytes, finishedAt, expiresAt });
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

  /** Removes the zips whose time is over. @returns how many */
  async removeExpired(): Promise<number> {
    const { expiredExports, clock, objects, forUser } = this.deps;
    const expired = await expiredExports.listExpired(clock.now(), EXPIRED_AT_ONCE);
    for (const { userId, id, objectKey } of expired) {
      if (objectKey !== null) await objects.remove(objectKey);
      await forUser(userId, ({ exports }) => exports.delete(userId, id));
    }
    return expired.length;
  }

  /** Stored apart from the snapshot that is read, so that the person sees it meanwhile. */
  private progressOf(userId: string, id: string, linesTotal: number): (count: number) => Promise<void> {
    const { forUser, clock } = this.deps;
    let linesDone = 0;
    return async (count) => {
      linesDone += count;
      const progress = { linesDone, linesTotal, heartbeatAt: clock.now() };
      await forUser(userId, ({ exports }) => exports.tellProgress(userId, id, progress));
    };
  }

  private async find(userId: string, id: string): Promise<StoredExport> {
    const entry = await this.deps.forUser(userId, ({ exports }) => exports.find(userId, id));
    if (!entry) throw new AppError('NOT_FOUND');
    return entry;
  }
}

function exportDto(entry: StoredExport, download: string): ExportDto {
  return {
    id: entry.id,
    status: entry.status as ExportStatus,
    bytes: entry.bytes,
    lines: { done: entry.linesDone, total: entry.linesTotal },
    download: entry.status === 'done' ? download : null,
    expiresAt: entry.expiresAt?.toISOString() ?? null,
    error: entry.error as ExportDto['error'],
    createdAt: entry.createdAt.toISOString(),
    finishedAt: entry.finishedAt?.toISOString() ?? null,
  };
}
