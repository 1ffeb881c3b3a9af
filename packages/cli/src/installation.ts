import { readFileSync } from 'node:fs';
import { StartError } from '@twin/launcher/StartError';
import { readSettings, type Settings } from '@twin/launcher/settings';
import { Unusable } from './command.ts';
import { environment } from './environment.ts';

/** Options of the commands that are about an installation rather than about files. */
export const INSTALLATION_OPTIONS = { 'data-dir': { type: 'string' } } as const;

const PASSPHRASE = 'TWIN_BACKUP_PASSPHRASE';
const PASSPHRASE_LENGTH = 12;

/** The installation that `npm start` would run with the same option and environment. */
export function installationOf(values: { 'data-dir'?: string | undefined }): Settings {
  const dataDir = values['data-dir'];
  return readSettings(dataDir === undefined ? [] : ['--data-dir', dataDir], environment);
}

/** What opens a backup, from a file or the environment: an argument would be seen by every process. */
export function passphraseOf(file: string | undefined): string {
  const given = file === undefined ? environment[PASSPHRASE] : readPassphrase(file);
  if (given === undefined || given === '') {
    throw new Unusable(`give the passphrase in a file with --passphrase-file, or set ${PASSPHRASE}.`);
  }
  if (given.length < PASSPHRASE_LENGTH) {
    throw new Unusable(`the passphrase is too short: take at least ${PASSPHRASE_LENGTH} characters.`);
  }
  return given;
}

/** Runs the work; what the installation refuses is a plain message with its way out. */
export async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new Unusable(`${error.message}\nWhat to do: ${error.fix}`);
  }
}

function readPassphrase(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
