import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { type DataFolder, placeFor, writeWhole } from './dataFolder.ts';
import { isRunning, isSame, ownIdentity, type ProcessIdentity, stopProcess } from './processTable.ts';
import { StartError } from './StartError.ts';
import { removeLeftSpools } from './spool.ts';

/** Who runs on a data folder: written at start, so that a start after kill -9 finds what was left. */
export interface RunRecord {
  launcher: ProcessIdentity;
  /** Address of the app; null until it is known. */
  address: string | null;
  children: ProcessIdentity[];
}

/** The claim of this process on a data folder. */
export interface Claim {
  /** Rejects when the note cannot be written; the record then stays as it was. */
  note(change: Partial<Pick<RunRecord, 'address' | 'children'>>): Promise<void>;
  release(): Promise<void>;
}

/**
 * Claims the data folder. A start that still runs keeps it (StartError names its address); what a killed
 * one has left running is stopped first, and what it has left in plain text is removed.
 */
export async function claim(folder: DataFolder): Promise<Claim> {
  const path = await placeFor(folder, 'run', 'launcher.json');
  const launcher = await ownIdentity();
  const earlier = await takePlace(path, { launcher, address: null, children: [] }, folder);
  await Promise.all(
    (earlier?.children ?? []).map((child) =>
      stopProcess(child, { signal: 'SIGTERM', graceMs: 5_000, group: true }),
    ),
  );
  await removeLeftSpools(folder);
  return claimed(path, launcher);
}

/** Notes of several programs come at once; they are written one after another, so that the last one stays. */
function claimed(path: string, launcher: ProcessIdentity): Claim {
  let record: RunRecord = { launcher, address: null, children: [] };
  let written = Promise.resolve();
  const next = (step: () => Promise<void>): Promise<void> => {
    written = written.catch(() => undefined).then(step);
    return written;
  };
  return {
    note: (change) =>
      next(() => {
        record = { ...record, ...change };
        return writeWhole(path, textOf(record), 0o600);
      }),
    release: () =>
      next(async () => {
        const present = parsed(await readText(path));
        if (present && isSame(present.launcher, launcher)) await rm(path, { force: true });
      }),
  };
}

/**
 * Puts the record at the path, and gives back the one of a dead start that was there. Of several starts that have
 * read the same dead record one at a time goes on: it holds a lock named after that record, made as the record
 * itself is, and finds whether the record is still there. What it holds names the dead start's children until they
 * have been stopped.
 */
async function takePlace(path: string, record: RunRecord, folder: DataFolder): Promise<RunRecord | null> {
  for (;;) {
    if (await createWhole(path, textOf(record))) return null;
    const found = await readText(path);
    if (found === null) continue;
    const earlier = parsed(found);
    if (earlier && (await isRunning(earlier.launcher))) throw alreadyRunning(folder, earlier);
    const lock = `${path}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
    await takePlace(lock, record, folder);
    try {
      if ((await readText(path)) !== found) continue;
      await writeWhole(path, textOf({ ...record, children: earlier?.children ?? [] }), 0o600);
      return earlier;
    } finally {
      await rm(lock, { force: true });
    }
  }
}

/** Where the application that runs on the folder now is found; null when none does, or it is not ready yet. */
export async function runningAddress(folder: DataFolder): Promise<string | null> {
  return (await liveRecord(folder))?.address ?? null;
}

/** Whether somebody who runs has the folder. */
export async function isClaimed(folder: DataFolder): Promise<boolean> {
  return (await liveRecord(folder)) !== null;
}

async function liveRecord(folder: DataFolder): Promise<RunRecord | null> {
  const record = parsed(await readText(await placeFor(folder, 'run', 'launcher.json')));
  return record && (await isRunning(record.launcher)) ? record : null;
}

/** False when there is a file already; nobody sees one that is only partly written. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const own = `${path}.new-${process.pid}-${randomUUID()}`;
  try {
    await writeFile(own, content, { mode: 0o600 });
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Null when there is no file. */
async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null when the text was cut short, e.g. by a power failure; it then names nobody who still runs. */
function parsed(text: string | null): RunRecord | null {
  try {
    return JSON.parse(text ?? '') as RunRecord;
  } catch {
    return null;
  }
}

function textOf(record: RunRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function alreadyRunning(folder: DataFolder, earlier: RunRecord): StartError {
  const where = earlier.address ? ` at ${earlier.address}` : '';
  return new StartError(
    `Trading Twin already runs on ${folder.path}${where} (process ${earlier.launcher.pid})`,
    'use that one, stop it with Ctrl-C, or choose another folder with --data-dir',
  );
}
