import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from '../database.ts';
import { type DataFolder, newDataFolder, placeFor, programSecrets } from '../dataFolder.ts';
import { runMigrations } from '../programs.ts';
import { StartError } from '../StartError.ts';
import type { Settings } from '../settings.ts';
import { unpack } from './archive.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { withStarted } from './ownDatabase.ts';
import { loadTables } from './tables.ts';

export interface RestoreFacts {
  takenAt: string;
  rows: number;
}

/**
 * Makes a new installation of a backup: its data folder must be absent or empty, and its database too. The schema is
 * brought to where it was at the backup, filled in one transaction, and then brought up to date.
 */
export async function restore(settings: Settings, file: string, passphrase: string): Promise<RestoreFacts> {
  const folder = await newDataFolder(settings.dataDir);
  const spool = await mkdtemp(await placeFor(folder, 'run', 'restore-'));
  try {
    await unpack(file, spool, passphrase);
    const manifest = await readManifest(spool);
    await cp(join(spool, 'secrets'), join(folder.path, 'secrets'), { recursive: true });
    await cp(join(spool, 'objects'), join(folder.path, 'objects'), { recursive: true });
    await withStarted(settings, folder, (database) => fill(settings, folder, database, spool, manifest));
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { takenAt: manifest.takenAt, rows };
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}

async function fill(
  settings: Settings,
  folder: DataFolder,
  database: Database,
  spool: string,
  manifest: Manifest,
): Promise<void> {
  const given = { settings, folder, database, port: 0, ...(await programSecrets(folder)) };
  const { signal } = new AbortController();
  await runMigrations(given, signal, manifest.migrations.at(-1));
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await refuseFilled(client);
    await loadTables(client, join(spool, 'tables'), manifest.tables);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
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
