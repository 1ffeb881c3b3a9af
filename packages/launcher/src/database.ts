import {
  APP_ROLE,
  DATABASE,
  OWNER_ROLE,
  provisionDatabase,
  provisionRoles,
  urlFor,
} from './databaseRoles.ts';
import { type DataFolder, secretValue } from './dataFolder.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import type { Settings } from './settings.ts';

/** The two connections that the programs get, and the server behind them when it is ours. */
export interface Database {
  /** For api and worker: no superuser, row-level security applies. */
  appUrl: string;
  /** For migrations. */
  ownerUrl: string;
  embedded: PostgresServer | null;
}

/** Starts the embedded server, or takes the person's own, and makes roles and database where they lack. */
export async function openDatabase(settings: Settings, folder: DataFolder): Promise<Database> {
  if (settings.databaseUrl && settings.databaseOwnerUrl) {
    return { appUrl: settings.databaseUrl, ownerUrl: settings.databaseOwnerUrl, embedded: null };
  }
  const passwords = {
    owner: await secretValue(folder, 'postgres-owner'),
    app: await secretValue(folder, 'postgres-app'),
  };
  if (settings.databaseUrl) {
    await provision(settings.databaseUrl, passwords);
    return { ...roleUrls(settings.databaseUrl, passwords), embedded: null };
  }
  const embedded = await startPostgres({ dataDir: folder.path });
  try {
    await provision(embedded.adminUrl(DATABASE), passwords);
    return { ...roleUrls(embedded.adminUrl(DATABASE), passwords), embedded };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

interface Passwords {
  owner: string;
  app: string;
}

async function provision(adminUrl: string, passwords: Passwords): Promise<void> {
  await provisionRoles(adminUrl, passwords);
  await provisionDatabase(adminUrl);
}

function roleUrls(adminUrl: string, passwords: Passwords) {
  return {
    appUrl: urlFor(adminUrl, { role: APP_ROLE, password: passwords.app }),
    ownerUrl: urlFor(adminUrl, { role: OWNER_ROLE, password: passwords.owner }),
  };
}
