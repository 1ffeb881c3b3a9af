import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '@twin/launcher/databaseRoles';
import { startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/lib/migrate.ts';
import { migrateQueues } from '../../src/lib/queue/migrateQueues.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection as superuser, and the migrated database that each test file gets a copy of. */
    postgres: { adminUrl: string; template: string };
  }
}

/** Test servers hold nothing worth keeping. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' };
export const PASSWORDS = { owner: 'owner-of-tests', app: 'app-of-tests' };

/** One PostgreSQL for the whole run: DATABASE_URL's (a superuser of a throw-away server), else our own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serverForTests();
  const template = 'twin_template';
  const admin = server.adminUrl('postgres');
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(server.adminUrl(template));
  const ownerUrl = urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database: template });
  await migrate(ownerUrl);
  await migrateQueues(ownerUrl);
  project.provide('postgres', { adminUrl: admin, template });
  return server.remove;
}

async function serverForTests() {
  const given = process.env['DATABASE_URL'];
  if (given) {
    return {
      adminUrl: (database: string) => Object.assign(new URL(given), { pathname: `/${database}` }).toString(),
      remove: async () => undefined,
    };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'twin-test-'));
  const server = await startPostgres({ dataDir, settings: SETTINGS });
  return {
    adminUrl: server.adminUrl,
    remove: async () => {
      await server.stop();
      await removeCluster(server.clusterDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
