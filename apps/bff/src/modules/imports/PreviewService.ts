import type { ImportFields, ImportPreview } from '@twin/shared/dto/import';
import { type AccountNaming, accountNaming } from './accountNaming.ts';
import { chosenAccount, inAccountZone } from './chosenAccount.ts';
import { PROBLEMS_KEPT } from './fileBatches.ts';
import { findCopies } from './findCopies.ts';
import type { ImportDatabase, ImportRepos } from './importRepos.ts';
import type { MappingService } from './MappingService.ts';
import type { PreviewBatch, PreviewTask } from './previewThread.ts';
import { fileOptions } from './receivedFile.ts';

export interface PreviewDeps {
  database: ImportDatabase;
  mappings: Pick<MappingService, 'complete'>;
  /** The first bytes of a spooled file. */
  readHead: (path: string) => Promise<Buffer>;
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
    const head = await this.deps.readHead(file.path);
    const { account, nameOf } = await forUser(userId, async (repos) => ({
      account: await chosenAccount(repos, userId, fields.account),
      nameOf: await accountNaming(repos, userId),
    }));
    const given = inAccountZone(fileOptions(fields), account);
    const options = await this.deps.mappings.complete(userId, { name: file.name, head }, given);
    const preview: ImportPreview = {
      format: '',
      timezone: 'UTC',
      rows: { read: 0, accepted: 0, duplicate: 0, ignored: 0, rejected: 0, conflicting: 0 },
      trades: { accepted: 0, duplicate: 0, conflicting: 0 },
      accounts: [],
      sample: [],
      problems: [],
      mapping: null,
      columns: [],
    };
    const claimed = new Set<string>();
    await this.deps.readFile(
      { userId, path: file.path, name: file.name, account: account.key, options },
      async (batch) => {
        const stored = await forUser(userId, (repos) => compare(repos, userId, batch, claimed));
        addBatch(preview, batch, stored, nameOf);
      },
    );
    return preview;
  }
}

/** What of a batch is stored already, under its own id or another source's, and what is stored otherwise. */
interface StoredAlready {
  known: ReadonlySet<string>;
  conflicting: ReadonlySet<string>;
}

async function compare(
  repos: ImportRepos,
  userId: string,
  { facts, fills }: PreviewBatch,
  claimed: Set<string>,
): Promise<StoredAlready> {
  const ids = fills.map(({ id }) => id);
  const known = await repos.trades.listKnownIds(userId, ids);
  const source = { importId: null, format: facts.format };
  const copies = await findCopies(repos, userId, source, fills, claimed);
  const conflicting = known.length === 0 ? [] : await repos.tradeConflicts.list(userId, fills);
  return { known: new Set([...known, ...copies.keys()]), conflicting: new Set(conflicting) };
}

function addBatch(
  preview: ImportPreview,
  batch: PreviewBatch,
  stored: StoredAlready,
  nameOf: AccountNaming,
): void {
  const { rows } = preview;
  countFills(preview, batch.fills, stored);
  const names = batch.fills.map(({ account }) => nameOf(account));
  preview.accounts = [...new Set([...preview.accounts, ...names])];
  rows.ignored += batch.ignored;
  rows.rejected += batch.rejected;
  rows.read = rows.accepted + rows.duplicate + rows.ignored + rows.rejected;
  preview.format = batch.facts.format;
  preview.timezone = batch.facts.timezone;
  preview.mapping = batch.facts.mapping && { ...batch.facts.mapping };
  preview.columns = [...batch.facts.columns];
  preview.sample.push(...batch.sample);
  preview.problems.push(...batch.problems.slice(0, PROBLEMS_KEPT - preview.problems.length));
}

function countFills(
  { rows, trades }: ImportPreview,
  fills: PreviewBatch['fills'],
  { known, conflicting }: StoredAlready,
): void {
  for (const fill of fills) {
    const kind = known.has(fill.id) ? 'duplicate' : 'accepted';
    rows[kind] += fill.rows;
    trades[kind] += 1;
    if (!conflicting.has(fill.id)) continue;
    rows.conflicting += fill.rows;
    trades.conflicting += 1;
  }
}
