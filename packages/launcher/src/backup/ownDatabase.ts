import { type Database, openDatabase } from '../database.ts';
import { DATABASE, OWNER_ROLE, urlFor } from '../databaseRoles.ts';
import { type DataFolder, secretValue } from '../dataFolder.ts';
import { runningPostgres } from '../postgres.ts';
import { claim, isClaimed } from '../runRecord.ts';
import type { Settings } from '../settings.ts';

/**
 * Hands over the owner's connection to the installation's database: the one that runs, or one that is started for as
 * long as the work takes.
 */
export async function withOwnDatabase<T>(
  settings: Settings,
  folder: DataFolder,
  work: (ownerUrl: string) => Promise<T>,
): Promise<T> {
  const running = settings.databaseUrl ? null : await attendedPostgres(folder);
  if (running !== null) {
    const password = await secretValue(folder, 'postgres-owner');
    const address = `postgresql://127.0.0.1:${running}/${DATABASE}`;
    return work(urlFor(address, { role: OWNER_ROLE, password }));
  }
  return withStarted(settings, folder, ({ ownerUrl }) => work(ownerUrl));
}

/** The port of the folder's running server; null when none runs, or its starter was killed: then it is taken over. */
export async function attendedPostgres(folder: DataFolder): Promise<number | null> {
  const port = await runningPostgres(folder);
  return (await isClaimed(folder)) ? port : null;
}

/** Opens the database under the folder's claim, so that no `npm start` comes in between. */
export async function withStarted<T>(
  settings: Settings,
  folder: DataFolder,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const held = await claim(folder);
  try {
    const database = await openDatabase(settings, folder);
    try {
      return await work(database);
    } finally {
      await database.embedded?.stop();
    }
  } finally {
    await held.release();
  }
}
