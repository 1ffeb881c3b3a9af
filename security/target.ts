import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '@twin/launcher/databaseRoles';
import { startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import pg from 'pg';
import type { Edit } from './defences.ts';
import type { Outside } from './outside.ts';

/** Where the programs are built, below the root that `npm run security` starts in. */
const DIST = resolve('apps/bff/dist');
const PASSWORDS = { owner: 'owner-under-attack', app: 'app-under-attack' };
const READY_MS = 120_000;

export interface RunningApi {
  port: number;
  /** The origin that its own pages have. */
  origin: string;
  isHttps: boolean;
  stop(): Promise<void>;
}

export interface ApiOptions {
  edits: readonly Edit[];
  outside: Outside;
  publicUrl?: string;
}

/** The built product on this machine: PostgreSQL, worker, and as many apis as are asked for. */
export interface Target {
  dataDir: string;
  /** As superuser: what an attacker who has read the database knows, and time travel. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Runs another worker in the place of the one that runs. */
  startWorker(edits: readonly Edit[]): Promise<void>;
  startApi(options: ApiOptions): Promise<RunningApi>;
  close(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const dataDir = await mkdtemp(join(tmpdir(), 'twin-security-'));
  const server = await startPostgres({ dataDir, settings: { fsync: 'off', synchronous_commit: 'off' } });
  const admin = server.adminUrl('postgres');
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(server.adminUrl('twin'));
  const env = {
    DATABASE_URL: urlFor(admin, { role: 'twin_app', password: PASSWORDS.app, database: 'twin' }),
    DATABASE_OWNER_URL: urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database: 'twin' }),
    DATA_DIR: dataDir,
    APP_SECRET: 'a secret of the target, long enough to pass',
    MASTER_KEYS: 'YSBtYXN0ZXIga2V5IG9mIHRlc3RzLCAzMiBieXRlcyE',
    REGISTRATION: 'open',
    DEMO: 'on',
    WEB_DIR: resolve('apps/web/out'),
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  };
  await ended(run('migrate.js', env));
  const { DATABASE_OWNER_URL: _owner, ...appEnv } = env;
  let worker = run('worker.js', appEnv);
  const client = new pg.Client({ connectionString: server.adminUrl('twin') });
  await client.connect();
  return {
    dataDir,
    query: async (sql, values = []) => (await client.query(sql, values)).rows,
    startWorker: async (edits) => {
      await stopped(worker);
      worker = run('worker.js', appEnv, edits);
    },
    startApi: (options) => startApi(appEnv, options),
    close: async () => {
      await client.end();
      await stopped(worker);
      await server.stop();
      await removeCluster(server.clusterDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function startApi(
  env: Record<string, string>,
  { edits, outside, publicUrl }: ApiOptions,
): Promise<RunningApi> {
  const port = await freePort();
  const child = run(
    'server.js',
    {
      ...env,
      PORT: String(port),
      COINBASE_API_URL: outside.url,
      COINBASE_LOGIN_URL: `${outside.url}/oauth2`,
      COINBASE_CLIENT_ID: 'twin',
      COINBASE_CLIENT_SECRET: 'a secret of the target',
      PASSWORD_RANGE_URL: `${outside.url}/range`,
      ...(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }),
    },
    edits,
  );
  await untilReady(port, child);
  return {
    port,
    origin: publicUrl ?? `http://127.0.0.1:${port}`,
    isHttps: publicUrl !== undefined,
    stop: () => stopped(child),
  };
}

function run(program: string, env: Record<string, string>, edits: readonly Edit[] = []): ChildProcess {
  const mutation = edits.length === 0 ? {} : { TWIN_MUTATION: JSON.stringify(edits) };
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return spawn(process.execPath, ['--import', resolve('security/mutate.mjs'), join(DIST, program)], {
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env, ...mutation },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + READY_MS;
  while (child.exitCode === null && performance.now() < giveUpAt) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the api did not start (exit ${child.exitCode})`);
}

async function ended(child: ChildProcess): Promise<void> {
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`a program ended with ${code}`);
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
