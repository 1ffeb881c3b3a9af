import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '@twin/launcher/databaseRoles';
import { startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import type { JobName, JobPayload } from '@twin/shared/jobs/catalog';
import { type Api, buildApi } from '../apps/bff/src/buildApi.ts';
import { buildHouse, type Foundation, type House, layFoundation } from '../apps/bff/src/composition.ts';
import { readConfig } from '../apps/bff/src/config/env.ts';
import { migrate } from '../apps/bff/src/lib/migrate.ts';
import type { JobHandlers } from '../apps/bff/src/lib/queue/handlers.ts';
import { migrateQueues } from '../apps/bff/src/lib/queue/migrateQueues.ts';
import { createLogger } from '../apps/bff/src/lib/telemetry/logger.ts';
import { multipart } from '../apps/bff/test/support/multipart.ts';
import { registeredBrowser, type TestBrowser } from '../apps/bff/test/support/testApi.ts';
import { temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';

/** Threads start from files of their own, so from what is built. */
const THREADS = { report: new URL('../apps/bff/dist/modules/biases/reportThread.js', import.meta.url) };
const PASSWORDS = { owner: 'owner-of-the-bench', app: 'app-of-the-bench' };

/** The api and the worker's handlers on a PostgreSQL of their own, with the settings that we ship. */
export interface BenchHouse {
  api: Api;
  house: House;
  foundation: Foundation;
  appUrl: string;
  adminUrl: string;
  dataDir: string;
  postgresPid: number;
  register(): Promise<BenchPerson>;
  close(): Promise<void>;
}

export interface BenchPerson {
  id: string;
  browser: TestBrowser;
  /** Uploads a file; nothing reads it yet. @returns the import's id */
  upload(file: string): Promise<string>;
}

export async function openBenchHouse(variables: Record<string, string> = {}): Promise<BenchHouse> {
  const folder = await temporaryFolder();
  const server = await startPostgres({ dataDir: folder.path });
  const [admin, database] = [server.adminUrl('postgres'), 'twin'];
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(server.adminUrl(database));
  const ownerUrl = urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database });
  await migrate(ownerUrl);
  await migrateQueues(ownerUrl);
  const appUrl = urlFor(admin, { role: 'twin_app', password: PASSWORDS.app, database });
  const config = readConfig({
    DATABASE_URL: appUrl,
    DATA_DIR: folder.path,
    APP_SECRET: 'a secret of the bench, long enough to pass',
    MASTER_KEYS: 'YSBtYXN0ZXIga2V5IG9mIHRlc3RzLCAzMiBieXRlcyE',
    LOG_LEVEL: 'silent',
    REGISTRATION: 'open',
    PORT: '0',
    ...variables,
  });
  const foundation = await layFoundation(config, 'api', { databasePool: 8, queuePool: 2 });
  // What is measured runs when the bench says so; nothing else takes jobs.
  Object.assign(foundation.queue, { enqueue: async () => undefined });
  const unlimited = { calls: 1e9, windowMs: 60_000 };
  const api = await buildApi(foundation, {
    version: 'bench',
    rateLimits: { read: unlimited, write: unlimited, upload: unlimited, credentials: unlimited },
  });
  let people = 0;
  return {
    api,
    house: buildHouse(foundation, THREADS),
    foundation,
    appUrl,
    adminUrl: server.adminUrl(database),
    dataDir: folder.path,
    postgresPid: server.process.pid,
    register: async () => {
      people += 1;
      return personOf(await registeredBrowser(api.app, `bench-${people}@example.org`));
    },
    close: async () => {
      await api.stop();
      await server.stop();
      await removeCluster(server.clusterDir);
      await folder.remove();
    },
  };
}

async function personOf(browser: TestBrowser): Promise<BenchPerson> {
  const { user } = (await browser.send('GET', '/v1/auth/session')).json<{ user: { id: string } }>();
  return {
    id: user.id,
    browser,
    upload: async (file) => {
      const answer = await browser.send('POST', '/v1/imports', undefined, multipart(file, {}));
      if (answer.statusCode !== 202) throw new Error(`upload: ${answer.statusCode} ${answer.body}`);
      return answer.json<{ importId: string }>().importId;
    },
  };
}

/** Runs a job as the worker does. */
export async function runJob<Name extends JobName>(
  { house }: Pick<BenchHouse, 'house'>,
  name: Name,
  payload: JobPayload<Name>,
): Promise<void> {
  const handlers: Partial<JobHandlers> = Object.assign({}, ...house.jobs);
  const context = {
    signal: new AbortController().signal,
    log: createLogger('bench', 'silent'),
    attempt: 1,
    isTurnOver: () => false,
  };
  await handlers[name]?.run(payload, context);
}
