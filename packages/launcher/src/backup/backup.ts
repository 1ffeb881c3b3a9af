import { cp, link, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type pg from 'pg';
import { type DataFolder, existingDataFolder } from '../dataFolder.ts';
import { interruptible } from '../interruption.ts';
import { StartError } from '../StartError.ts';
import type { Settings } from '../settings.ts';
import { makeSpool } from '../spool.ts';
import { pack } from './archive.ts';
import { writeManifest } from './manifest.ts';
import { withOwnDatabase } from './ownDatabase.ts';
import { listMigrations, saveTables } from './tables.ts';
import { withClient } from './withClient.ts';

export interface BackupFacts {
  file: string;
  rows: number;
  /** Stored files in the data folder; null: they lie in a bucket, and are no part of it. */
  objects: number | null;
}

/** How often a copy is tried while uploads come and go. */
const TRIES = 5;

/**
 * Writes everything of an installation, running or not, into one encrypted file: the tables as of one moment, the
 * stored objects that they refer to (unless those lie in a bucket), and the secrets. The state of an import under way is part of it; the queue is
 * not, since it is filled again from the status rows. Nothing stays of a backup that failed or was stopped.
 */
export function backup(settings: Settings, file: string, passphrase: string): Promise<BackupFacts> {
  return interruptible('backup', async (signal) => {
    const folder = await existingDataFolder(settings.dataDir);
    const target = resolve(file);
    await refuseExisting(target);
    const spool = await makeSpool(folder, 'backup');
    try {
      const facts = await withOwnDatabase(settings, folder, (ownerUrl) =>
        withClient(ownerUrl, signal, (client) =>
          collect(client, folder, spool, settings.bucket !== undefined),
        ),
      );
      await cp(join(folder.path, 'secrets'), join(spool, 'secrets'), { recursive: true });
      await writeManifest(spool, facts);
      await pack(spool, target, passphrase, signal);
      const rows = facts.tables.reduce((sum, table) => sum + table.rows, 0);
      return { file: target, rows, objects: settings.bucket === undefined ? facts.objects : null };
    } finally {
      await rm(spool, { recursive: true, force: true });
    }
  });
}

/** Tables and objects that fit together: an object that is removed meanwhile makes a new try. */
async function collect(client: pg.Client, folder: DataFolder, spool: string, isApart: boolean) {
  for (let attempt = 1; ; attempt += 1) {
    const facts = await collectOnce(client, folder, spool, isApart);
    if (facts !== null) return facts;
    if (attempt === TRIES) {
      throw new StartError('uploads came and went faster than they could be copied', 'try again in a minute');
    }
  }
}

/** `isApart`: the objects are elsewhere, and none is looked for. */
async function collectOnce(client: pg.Client, folder: DataFolder, spool: string, isApart: boolean) {
  const tablesDir = join(spool, 'tables');
  const objectsDir = join(spool, 'objects');
  await rm(tablesDir, { recursive: true, force: true });
  await mkdir(tablesDir, { mode: 0o700 });
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    // The first query sets the moment that all others see.
    const { rows } = await client.query<{ now: Date; keys: string[] | null }>(
      `SELECT now(), array_agg("objectKey") AS keys FROM (
         SELECT "objectKey" FROM "Import" WHERE "objectKey" IS NOT NULL AND status IN ('queued', 'running')
         UNION SELECT "objectKey" FROM "Export" WHERE "objectKey" IS NOT NULL
       ) AS referred`,
    );
    const wanted = rows[0]?.keys ?? [];
    await linkTree(join(folder.path, 'objects'), objectsDir);
    const migrations = await listMigrations(client);
    const tables = await saveTables(client, tablesDir);
    const kept = new Set(await filesBelow(objectsDir));
    if (!isApart && !wanted.every((key) => kept.has(key))) return null;
    return {
      takenAt: (rows[0]?.now ?? new Date()).toISOString(),
      migrations,
      tables,
      objects: kept.size,
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Objects are written once and never changed, so a second name keeps them as they are. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const path of await filesBelow(from)) {
    const name = join(to, path);
    await mkdir(dirname(name), { recursive: true, mode: 0o700 });
    await link(join(from, path), name).catch((error: NodeJS.ErrnoException) => {
      // Gone since we looked, or linked at an earlier try.
      if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
    });
  }
}

/** Paths of the whole files below a folder, with `/` between their parts; none when it is absent. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function refuseExisting(file: string): Promise<void> {
  const present = await readdir(dirname(file)).catch((error: Error) => {
    throw new StartError(
      `${dirname(file)} cannot be written: ${error.message}`,
      'choose another --out',
      error,
    );
  });
  if (!present.some((name) => join(dirname(file), name) === file)) return;
  throw new StartError(`${file} is there already`, 'choose another name with --out, or remove it');
}
