import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { notedCluster } from '../clusterPlace.ts';
import type { Database } from '../database.ts';
import { type DataFolder, newDataFolder, programSecrets } from '../dataFolder.ts';
import { endRestore, RESTORING } from '../halfRestored.ts';
import { interruptible } from '../interruption.ts';
import { removeCluster } from '../postgresCluster.ts';
import { runMigrations } from '../programs.ts';
import { StartError } from '../StartError.ts';
import type { Settings } from '../settings.ts';
import { makeSpool } from '../spool.ts';
import { type Archive, openArchive, unpack } from './archive.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { withStarted } from './ownDatabase.ts';
import { loadTables } from './tables.ts';
import { withClient } from './withClient.ts';

export interface RestoreFacts {
  takenAt: string;
  rows: number;
}

/**
 * Makes a new installation of a backup: its data folder must be absent or empty, and its database too. The schema is
 * brought to where it was at the backup, filled in one transaction, and then brought up to date. Nothing stays in the
 * folder of a restore that failed or was stopped.
 */
export function restore(settings: Settings, file: string, passphrase: string): Promise<RestoreFacts> {
  return interruptible('restore', async (signal) => {
    const archive = await openArchive(file, passphrase);
    const folder = await newDataFolder(settings.dataDir);
    try {
      const manifest = await fillFolder(settings, folder, archive, signal);
      await endRestore(folder.path);
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      return { takenAt: manifest.takenAt, rows };
    } catch (error) {
      await empty(folder);
      throw error;
    }
  });
}

async function fillFolder(
  settings: Settings,
  folder: DataFolder,
  archive: Archive,
  signal: AbortSignal,
): Promise<Manifest> {
  const spool = await makeSpool(folder, 'restore');
  try {
    await unpack(archive, spool, signal);
    const manifest = await readManifest(spool);
    for (const name of ['secrets', 'objects']) await rename(join(spool, name), join(folder.path, name));
    signal.throwIfAborted();
    await withStarted(settings, folder, (database) =>
      fillDatabase(settings, { folder, database, spool, manifest }, signal),
    );
    return manifest;
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}

async function fillDatabase(
  settings: Settings,
  from: { folder: DataFolder; database: Database; spool: string; manifest: Manifest },
  signal: AbortSignal,
): Promise<void> {
  const { folder, database, spool, manifest } = from;
  const given = { settings, folder, database, port: 0, ...(await programSecrets(folder)) };
  await runMigrations(given, signal, manifest.migrations.at(-1));
  await withClient(database.ownerUrl, signal, async (client) => {
    await client.query('BEGIN');
    await refuseFilled(client);
    await loadTables(client, join(spool, 'tables'), manifest.tables);
    await client.query('COMMIT');
  });
  await runMigrations(given, signal);
}

async function refuseFilled(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>('SELECT EXISTS (SELECT FROM "User") AS filled');
  if (rows[0]?.filled !== true) return;
  throw new StartError(
    'the database already holds accounts',
    'restore into an empty database, or leave DATABASE_URL out to use the built-in one',
  );
}

/** The mark of the restore goes last: a folder that is emptied in part must not start. */
async function empty(folder: DataFolder): Promise<void> {
  const cluster = await notedCluster(folder);
  if (cluster !== null) await removeCluster(cluster);
  const names = (await readdir(folder.path)).filter((name) => name !== RESTORING);
  for (const name of [...names, RESTORING]) {
    await rm(join(folder.path, name), { recursive: true, force: true });
  }
}
