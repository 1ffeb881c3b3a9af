import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type DataFolder, existingDataFolder, writeWhole } from './dataFolder.ts';
import { SYSTEM_FOLDER } from './postgresBinaries.ts';
import { StartError } from './StartError.ts';
import { canReach, type ServerAccount } from './serverAccount.ts';

const VERSION = '18';

/** In the data folder: where its database lies. An installation made before there was one gets it at its next start. */
const NOTE = 'postgres.place';
const INSIDE = 'postgres';

/**
 * The path of the folder's cluster; null when none has been made yet.
 * @throws StartError when there was one and it is gone, or when it is that of the folder that this one is a copy of
 */
export async function findCluster(
  folder: DataFolder,
  account: ServerAccount | undefined,
): Promise<string | null> {
  const noted = await notedCluster(folder);
  const inside = join(folder.path, INSIDE);
  const outside = join(SYSTEM_FOLDER, folder.id);
  const places = noted ? [noted, inside] : account ? [inside, outside] : [inside];
  for (const path of places) {
    if ((await inspect(path)) === 'absent') continue;
    await refuseShared(folder, path);
    return path;
  }
  if (noted === null) return null;
  throw new StartError(
    `the database of ${folder.path} is missing: it lay in ${noted}`,
    `bring ${noted} along from where it was, or restore a backup into an empty folder: twin restore FILE --data-dir DIR`,
  );
}

/** A new cluster goes into the data folder if its account can get there. */
export async function newClusterPath(
  folder: DataFolder,
  account: ServerAccount | undefined,
): Promise<string> {
  return (await canReach(account, folder.path)) ? join(folder.path, INSIDE) : join(SYSTEM_FOLDER, folder.id);
}

/** Keeps in the data folder where its cluster is, and beside a cluster outside whose it is. */
export async function noteCluster(folder: DataFolder, path: string): Promise<void> {
  const place = path === join(folder.path, INSIDE) ? INSIDE : path;
  await writeChanged(join(folder.path, NOTE), place);
  if (isOutside(path)) await writeChanged(originOf(path), folder.path);
}

/** Where the folder's cluster was when it last started; null when no start has come that far. */
export async function notedCluster(folder: DataFolder): Promise<string | null> {
  const place = await readLine(join(folder.path, NOTE));
  return place === null ? null : resolve(folder.path, place);
}

/** The file beside a cluster outside the data folder that names that folder. */
export function originOf(path: string): string {
  return `${path}.origin`;
}

/** Both folders would write into one database, each with stored files of its own. A moved folder takes its cluster over. */
async function refuseShared(folder: DataFolder, path: string): Promise<void> {
  const origin = isOutside(path) ? await readLine(originOf(path)) : null;
  if (origin === null || (await isSamePlace(origin, folder.path))) return;
  const owner = await existingDataFolder(origin).catch(() => null);
  if (owner?.id !== folder.id) return;
  throw new StartError(
    `${folder.path} is a copy of ${origin}, whose database lies apart from both in ${path}`,
    `start with --data-dir ${origin}, or remove that folder if this one is to follow it; for a second installation run twin backup there and twin restore into an empty folder`,
  );
}

async function inspect(path: string): Promise<'absent' | 'whole'> {
  const present = await readdir(path).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new StartError(
      `the database folder ${path} cannot be read: ${error.message}`,
      'start as the account that made it, or choose another folder with --data-dir',
      error,
    );
  });
  if (present.length === 0) return 'absent';
  const version = (await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === VERSION && present.includes('global')) return 'whole';
  throw new StartError(
    version === '' || version === VERSION
      ? `the database folder ${path} is broken: parts of a PostgreSQL cluster are missing`
      : `the database folder ${path} was made by PostgreSQL ${version}; this version runs ${VERSION}`,
    'put the data folder back from a backup, or choose another one with --data-dir',
  );
}

function isOutside(path: string): boolean {
  return dirname(path) === SYSTEM_FOLDER;
}

async function isSamePlace(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}

async function readLine(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() || null;
}

async function writeChanged(path: string, line: string): Promise<void> {
  if ((await readLine(path)) !== line) await writeWhole(path, `${line}\n`, 0o644);
}
