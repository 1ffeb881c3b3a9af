import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { beginRestore, RESTORING, refuseHalfRestored } from './halfRestored.ts';
import { StartError } from './StartError.ts';

/** Raised when a later version arranges the folder differently; an older program then refuses it. */
const LAYOUT = 1;

/** The folder that holds everything of one installation. */
export interface DataFolder {
  /** Absolute path. */
  path: string;
  /** Random name of this installation, made with the folder. */
  id: string;
}

/** Opens the folder, or makes it when it is absent or empty; a folder of something else is refused. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path);
  try {
    const present = await usableContent(absolute);
    const marker = join(absolute, 'instance.json');
    if (present.includes('instance.json')) return { path: absolute, id: await readMarker(marker) };
    if (present.length > 0) throw foreign(absolute, present);
    await makeFolder(absolute);
    const id = randomBytes(9).toString('hex');
    await writeWhole(marker, `${JSON.stringify({ layout: LAYOUT, id })}\n`, 0o644);
    return { path: absolute, id };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw unusable(absolute, error as NodeJS.ErrnoException);
  }
}

/** Opens the folder of an installation that is there. @throws StartError when there is none */
export async function existingDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path);
  const present = await readdir(absolute).catch(emptyWhenAbsent);
  if (present.includes('instance.json')) return openDataFolder(absolute);
  throw new StartError(
    `${absolute} holds no installation`,
    'name the data folder with --data-dir, or run npm start to make one',
  );
}

/**
 * Makes a folder for an installation that comes from elsewhere; nobody else opens it before `endRestore`.
 * @throws StartError when one is there
 */
export async function newDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path);
  try {
    if ((await usableContent(absolute)).length > 0) {
      throw new StartError(`${absolute} is not empty`, 'choose an empty or absent folder with --data-dir');
    }
    await makeFolder(absolute);
    await beginRestore(absolute);
    return await openDataFolder(absolute);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw unusable(absolute, error as NodeJS.ErrnoException);
  }
}

/** A path inside the folder; its parent directories are made, closed to other accounts. */
export async function placeFor(folder: DataFolder, ...parts: string[]): Promise<string> {
  const parent = join(folder.path, ...parts.slice(0, -1));
  if (parent !== folder.path) await mkdir(parent, { recursive: true, mode: 0o700 });
  return join(parent, parts.at(-1) ?? '');
}

/**
 * The path of the named secret, a file of 32 random bytes as base64url that only its owner may read, made
 * the first time it is asked for. There is no default for any secret.
 */
export async function secretFile(folder: DataFolder, name: string): Promise<string> {
  const path = await placeFor(folder, 'secrets', name);
  const present = await stat(path).catch(() => null);
  if (!present) await writeWhole(path, `${randomBytes(32).toString('base64url')}\n`, 0o600);
  else if ((present.mode & 0o077) !== 0) await chmod(path, 0o600);
  return path;
}

/** The files of the secrets that the programs read. */
export async function programSecrets(
  folder: DataFolder,
): Promise<{ secretPath: string; masterKeysPath: string }> {
  return {
    secretPath: await secretFile(folder, 'app-secret'),
    masterKeysPath: await secretFile(folder, 'master-keys'),
  };
}

/** The value of the named secret. */
export async function secretValue(folder: DataFolder, name: string): Promise<string> {
  const path = await secretFile(folder, name);
  const value = (await readFile(path, 'utf8')).trim();
  if (value.length >= 32) return value;
  throw new StartError(
    `the secret ${path} is empty or cut short`,
    'put the file back from a backup; a new one would not open what the old one sealed',
  );
}

/** Writes beside, syncs and renames, so that a reader sees the old content or the new, never a part. */
export async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const partial = `${path}.${process.pid}`;
  try {
    await writeFile(partial, content, { mode, flush: true });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  // Root's PostgreSQL account has to pass through; what is private inside is closed on its own.
  await chmod(path, userInfo().uid === 0 ? 0o711 : 0o700);
}

/** What lies in the folder. @throws StartError when a restore is filling it, or has left it half filled */
async function usableContent(path: string): Promise<string[]> {
  const present = await readdir(path).catch(emptyWhenAbsent);
  if (present.includes(RESTORING)) await refuseHalfRestored(path);
  return present.filter((name) => name !== RESTORING);
}

async function readMarker(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  const broken = new StartError(
    `the data folder's ${path} cannot be read as this program wrote it`,
    'put the file back from a backup, or choose another folder with --data-dir',
  );
  let marker: { layout?: unknown; id?: unknown } | null;
  try {
    marker = JSON.parse(text) as typeof marker;
  } catch {
    throw broken;
  }
  if (typeof marker?.layout !== 'number' || typeof marker.id !== 'string') throw broken;
  if (!/^[0-9a-f]{18}$/.test(marker.id)) throw broken;
  if (marker.layout <= LAYOUT) return marker.id;
  throw new StartError(
    `the data folder was made by a newer version (layout ${marker.layout}, this program knows ${LAYOUT})`,
    'start the newer version, or choose another folder with --data-dir',
  );
}

function foreign(path: string, present: string[]): StartError {
  const shown = present.slice(0, 3).join(', ');
  return new StartError(
    `${path} is not a data folder of Trading Twin: it holds ${shown}${present.length > 3 ? ', …' : ''}`,
    'choose an empty or absent folder with --data-dir',
  );
}

function unusable(path: string, error: NodeJS.ErrnoException): StartError {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new StartError(
      `the data folder ${path} belongs to another account`,
      'start as the account that made it, or choose another folder with --data-dir',
      error,
    );
  }
  if (error.code === 'ENOTDIR') {
    return new StartError(`${path} is not a folder`, 'choose a folder with --data-dir', error);
  }
  return new StartError(
    `the data folder ${path} cannot be used: ${error.message}`,
    'mend the cause, or choose another folder with --data-dir',
    error,
  );
}

function emptyWhenAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
