import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StartError } from '../StartError.ts';
import type { SavedTable } from './tables.ts';

/** What a backup holds: enough to tell that it is whole, and to restore it into a later version. */
export interface Manifest {
  layout: 1;
  /** UTC, ISO-8601: the moment whose state it holds. */
  takenAt: string;
  migrations: string[];
  /** In the order in which they are to be filled. */
  tables: SavedTable[];
  /** SHA-256 of every other file, by its path in the backup. */
  files: Record<string, string>;
}

const NAME = 'manifest.json';

/** Adds the manifest of everything that lies in the folder. */
export async function writeManifest(
  folder: string,
  facts: Pick<Manifest, 'takenAt' | 'migrations' | 'tables'>,
): Promise<void> {
  const manifest: Manifest = { layout: 1, ...facts, files: await digests(folder) };
  await writeFile(join(folder, NAME), JSON.stringify(manifest, null, 1), { mode: 0o600 });
}

/** Reads the manifest and holds every file against it. @throws StartError when the backup is not whole */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => null);
  if (text === null) throw damaged('it holds no manifest');
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.layout !== 1) {
    throw new StartError(
      `the backup was made by a newer version (layout ${String(manifest.layout)})`,
      'restore it with that version or a later one',
    );
  }
  const found = await digests(folder);
  for (const [path, digest] of Object.entries(manifest.files)) {
    if (found[path] !== digest) throw damaged(`${path} is ${found[path] ? 'not as it was' : 'missing'}`);
  }
  return manifest;
}

async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name !== NAME)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const found: Record<string, string> = {};
  for (const path of paths) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    found[relative(folder, path)] = hash.digest('hex');
  }
  return found;
}

function damaged(how: string): StartError {
  return new StartError(`the backup is damaged: ${how}`, 'take another backup file');
}
