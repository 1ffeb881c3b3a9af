import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, placeFor } from './dataFolder.ts';
import { identify, ownIdentity, type ProcessIdentity } from './processTable.ts';

/** Makes a folder for what a backup or a restore holds in plain text, named after this process. */
export async function makeSpool(folder: DataFolder, purpose: 'backup' | 'restore'): Promise<string> {
  return mkdtemp(await placeFor(folder, 'run', `${purpose}-${nameOf(await ownIdentity())}-`));
}

/** Removes the spools whose process was killed, so that tables and secrets do not stay about in plain text. */
export async function removeLeftSpools(folder: DataFolder): Promise<void> {
  const run = join(folder.path, 'run');
  for (const name of await readdir(run)) {
    const [, pid] = /^(?:backup|restore)-(\w+)/.exec(name) ?? [];
    if (pid === undefined) continue;
    const owner = await identify(Number(pid));
    if (owner && name.includes(`-${nameOf(owner)}-`)) continue;
    await rm(join(run, name), { recursive: true, force: true });
  }
}

function nameOf({ pid, startedAt }: ProcessIdentity): string {
  return `${pid}-${startedAt.replace(/\W+/g, '_')}`;
}
