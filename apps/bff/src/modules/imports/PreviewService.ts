import type { ImportFields, ImportPreview } from '@twin/shared/dto/import';
import { accountKey } from './accountKey.ts';
import { PROBLEMS_KEPT } from './fileBatches.ts';
import type { ImportDatabase } from './importRepos.ts';
import type { PreviewBatch, PreviewTask } from './previewThread.ts';
import { fileOptions } from './receivedFile.ts';

export interface PreviewDeps {
  database: ImportDatabase;
  /** Reads the file beside the event loop and hands over each batch. @throws AppError IMPORT_…, PREVIEW_BUSY */
  readFile: (task: PreviewTask, onBatch: (batch: PreviewBatch) => Promise<void>) => Promise<void>;
}

/** Says what an import of a file would bring, and stores nothing. */
export class PreviewService {
  private readonly deps: PreviewDeps;

  constructor(deps: PreviewDeps) {
    this.deps = deps;
  }

  /** @throws AppError IMPORT_… for a file that cannot be read, PREVIEW_BUSY while two are being read */
  async preview(
    userId: string,
    file: { name: string; path: string },
    fields: ImportFields,
  ): Promise<ImportPreview> {
    const { forUser } = this.deps.database;
    const options = fileOptions(fields);
    const account = await forUser(userId, (repos) => accountKey(repos, userId, fields.account));
    const preview: ImportPreview = {
      format: '',
      timezone: 'UTC',
      rows: { read: 0, accepted: 0, duplicate: 0, ignored: 0, rejected: 0 },
      sample: [],
      problems: [],
    };
    await this.deps.readFile(
      { userId, path: file.path, name: file.name, account, options },
      async (batch) => {
        const known = await forUser(userId, ({ trades }) => trades.listKnownIds(userId, batch.ids));
        addBatch(preview, batch, new Set(known));
      },
    );
    return preview;
  }
}

function addBatch(preview: ImportPreview, batch: PreviewBatch, known: ReadonlySet<string>): void {
  const { rows } = preview;
  batch.ids.forEach((id, index) => {
    const lines = batch.rows[index] ?? 0;
    if (known.has(id)) rows.duplicate += lines;
    else rows.accepted += lines;
  });
  rows.ignored += batch.ignored;
  rows.rejected += batch.rejected;
  rows.read = rows.accepted + rows.duplicate + rows.ignored + rows.rejected;
  preview.format = batch.facts.format;
  preview.timezone = batch.facts.timezone;
  preview.sample.push(...batch.sample);
  preview.problems.push(...batch.problems.slice(0, PROBLEMS_KEPT - preview.problems.length));
}
