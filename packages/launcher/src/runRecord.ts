import { open, readFile, rm } from 'node:fs/promises';
import { type DataFolder, placeFor, writeWhole } from './dataFolder.ts';
import { identify, isRunning, type ProcessIdentity, stopProcess } from './processTable.ts';
import { StartError } from './StartError.ts';

/** Who runs on a data folder: written at start, so that a start after kill -9 finds what was left. */
export interface RunRecord {
  launcher: ProcessIdentity;
  /** Address of the app; null until it is known. */
  address: string | null;
  children: ProcessIdentity[];
}

/** The claim of this process on a data folder. */
export interface Claim {
  note(change: Partial<Pick<RunRecord, 'address' | 'children'>>): Promise<void>;
  release(): Promise<void>;
}

/**
 * Claims the data folder. A start that still runs keeps it (StartError names its address); what a killed
 * one has left running is stopped first.
 */
export async function claim(folder: DataFolder): Promise<Claim> {
  const path = await placeFor(folder, 'run', 'launcher.json');
  const launcher = await identify(process.pid);
  if (!launcher) throw new Error('this process is not in the process table');
  let record: RunRecord = { launcher, address: null, children: [] };
  while (!(await createExclusive(path, record))) {
    const earlier = await readRecord(path);
    if (earlier && (await isRunning(earlier.launcher))) throw alreadyRunning(folder, earlier);
    const orphans = earlier?.children ?? [];
    await Promise.all(
      orphans.map((child) => stopProcess(child, { signal: 'SIGTERM', graceMs: 5_000, group: true })),
    );
    await rm(path, { force: true });
  }
  return {
    async note(change) {
      record = { ...record, ...change };
      await writeWhole(path, `${JSON.stringify(record)}\n`, 0o600);
    },
    release: () => rm(path, { force: true }),
  };
}

/** Where the application that runs on the folder now is found; null when none does, or it is not ready yet. */
export async function runningAddress(folder: DataFolder): Promise<string | null> {
  const record = await readRecord(await placeFor(folder, 'run', 'launcher.json'));
  return record && (await isRunning(record.launcher)) ? record.address : null;
}

async function createExclusive(path: string, record: RunRecord): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${JSON.stringify(record)}\n`);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null when the file was cut short by the kill; then no child had been started yet. */
async function readRecord(path: string): Promise<RunRecord | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunRecord;
  } catch {
    return null;
  }
}

function alreadyRunning(folder: DataFolder, earlier: RunRecord): StartError {
  const where = earlier.address ? ` at ${earlier.address}` : '';
  return new StartError(
    `Trading Twin already runs on ${folder.path}${where} (process ${earlier.launcher.pid})`,
    'use that one, stop it with Ctrl-C, or choose another folder with --data-dir',
  );
}
