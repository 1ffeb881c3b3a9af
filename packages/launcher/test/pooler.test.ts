import {
  APP_ROLE,
  DATABASE,
  OWNER_ROLE,
  provisionDatabase,
  provisionRoles,
  urlFor,
} from '@twin/launcher/databaseRoles';
import { startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import { expect, it, onTestFinished } from 'vitest';
import { launch, temporaryFolder } from './support/launcherProcess.ts';
import { HAS_POOLER, startPooler } from './support/pooler.ts';
import { twin } from './support/twin.ts';

const PASSWORDS = { owner: 'owner-of-the-try', app: 'app-of-the-try' };
const why = HAS_POOLER ? '' : ' (skipped: no PgBouncer 1.21 or newer on this machine)';

it.skipIf(!HAS_POOLER)(
  `api and worker go the whole way through a pooler in transaction mode with two connections${why}`,
  async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder.remove());
    const server = await startPostgres({ dataDir: folder.path });
    onTestFinished(async () => {
      await server.stop();
      await removeCluster(server.clusterDir);
    });
    const admin = server.adminUrl(DATABASE);
    await provisionRoles(admin, PASSWORDS);
    await provisionDatabase(admin);
    const direct = urlFor(admin, { role: APP_ROLE, password: PASSWORDS.app });
    const pooler = await startPooler(direct, folder.path);
    onTestFinished(() => pooler.stop());
    const started = launch(['--port', '0', '--data-dir', `${folder.path}/app`], {
      DATABASE_URL: pooler.url,
      DATABASE_SESSION_URL: direct,
      DATABASE_OWNER_URL: urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner }),
      REGISTRATION: 'open',
    });
    onTestFinished(async () => {
      started.child.kill('SIGTERM');
      await started.ended;
    });
    const { status, text } = await twin(['probe', '--server', await started.address]);
    expect(text).toMatch(/^gone/m);
    expect(status).toBe(0);
  },
);
