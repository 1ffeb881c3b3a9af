import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, ownIdentity, type ProcessIdentity } from './processTable.ts';
import { StartError } from './StartError.ts';

/** In a data folder for as long as a restore fills it: the process that does. */
export const RESTORING = 'restoring.json';

/** Keeps everybody but this process from a folder. @throws StartError when another restore has come first */
export async function beginRestore(path: string): Promise<void> {
  const restorer = `${JSON.stringify(await ownIdentity())}\n`;
  try {
    await writeFile(join(path, RESTORING), restorer, { flag: 'wx', mode: 0o644 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await refuseHalfRestored(path);
  }
}

export async function endRestore(path: string): Promise<void> {
  await rm(join(path, RESTORING));
}

/** A folder that is only partly filled would start as an installation that has lost its data. */
export async function refuseHalfRestored(path: string): Promise<void> {
  const restorer = await readRestorer(join(path, RESTORING));
  const isThere = restorer !== null && (await isRunning(restorer));
  if (isThere && restorer.pid === process.pid) return;
  if (isThere) {
    throw new StartError(
      `a backup is being restored into ${path} (process ${restorer.pid})`,
      'wait until it is through, or choose another folder with --data-dir',
    );
  }
  throw new StartError(
    `the restore into ${path} was cut short, so that data is missing in it`,
    'remove the folder and restore again',
  );
}

/** Null when the kill came before it was written. */
async function readRestorer(path: string): Promise<ProcessIdentity | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
}
