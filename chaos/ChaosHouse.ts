import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '@twin/launcher/databaseRoles';
import { freePort, type PostgresServer, startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import { migrate } from '../apps/bff/src/lib/migrate.ts';
import { migrateQueues } from '../apps/bff/src/lib/queue/migrateQueues.ts';
import { temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';
import { Disk } from './Disk.ts';
import { ServerProcess } from './ServerProcess.ts';
import { StallingProxy } from './StallingProxy.ts';

export type Store = 'postgres' | 'redis';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ML_ROOM = join(ROOT, 'apps/ml');
const ML_PYTHON = join(ML_ROOM, '.venv/bin/python');
const PASSWORDS = { owner: 'owner-of-the-chaos', app: 'app-of-the-chaos' };
const SECRET = 'a secret of the chaos suite, long enough';
const PROCESSES = 2;
/** Clocks of api and worker jump between these. */
const CLOCK_STEPS_MS = '0,90000,-90000,3600000,5000';
/** Kill -9 of the server loses no page that it has written, so no disk needs to be waited for. */
const POSTGRES_SETTINGS = { fsync: 'off', max_connections: '150' };

/** The whole product as processes on loopback, each of which can be killed: two api, two workers, their stores. */
export class ChaosHouse {
  readonly store: Store;
  readonly addresses: string[];
  readonly adminUrl: string;
  readonly appUrl: string;
  readonly redisUrl: string | null;
  readonly apis: ServerProcess[];
  readonly workers: ServerProcess[];
  readonly ml: ServerProcess | null;
  readonly redis: ServerProcess | null;
  readonly proxies: StallingProxy[];
  readonly disk: Disk;
  private readonly dataDir: string;
  private readonly removeFolder: () => Promise<void>;
  private postgres: PostgresServer;

  private constructor(parts: HouseParts) {
    this.store = parts.store;
    this.addresses = parts.addresses;
    this.adminUrl = parts.adminUrl;
    this.appUrl = parts.appUrl;
    this.redisUrl = parts.redisUrl;
    this.apis = parts.apis;
    this.workers = parts.workers;
    this.ml = parts.ml;
    this.redis = parts.redis;
    this.proxies = parts.proxies;
    this.disk = parts.disk;
    this.dataDir = parts.dataDir;
    this.removeFolder = parts.removeFolder;
    this.postgres = parts.postgres;
  }

  static async open(store: Store, options: { hasMl: boolean }): Promise<ChaosHouse> {
    const folder = await temporaryFolder();
    const dataDir = join(folder.path, 'data');
    const postgres = await startPostgres({ dataDir, settings: POSTGRES_SETTINGS });
    const { ownerUrl, appUrlOn } = await provision(postgres);
    await migrate(ownerUrl);
    await migrateQueues(ownerUrl);
    const logs = join(folder.path, 'logs');
    await mkdir(logs);
    const toPostgres = await StallingProxy.to(postgres.port);
    const redis = store === 'redis' ? await redisProcess(folder.path, logs) : null;
    const toRedis = redis && (await StallingProxy.to(redis.port));
    const ml = options.hasMl && existsSync(ML_PYTHON) ? await mlProcess(logs) : null;
    const environment = {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: `--import ${new URL('./steppedClock.js', import.meta.url).href}`,
      CHAOS_CLOCK_STEPS_MS: CLOCK_STEPS_MS,
      DATABASE_URL: appUrlOn(toPostgres.port),
      DATA_DIR: dataDir,
      APP_SECRET: SECRET,
      MASTER_KEYS: randomBytes(32).toString('base64'),
      REGISTRATION: 'open',
      LOG_LEVEL: 'warn',
      ...(toRedis ? { REDIS_URL: `redis://127.0.0.1:${toRedis.port}` } : {}),
      ...(ml ? { ML_URL: ml.url, ML_SECRET: SECRET } : {}),
    };
    const ports = await Promise.all(Array.from({ length: PROCESSES }, freePort));
    const house = new ChaosHouse({
      store,
      addresses: ports.map((port) => `http://127.0.0.1:${port}`),
      adminUrl: postgres.adminUrl('twin'),
      appUrl: appUrlOn(postgres.port),
      redisUrl: redis && `redis://127.0.0.1:${redis.port}`,
      apis: ports.map((port, at) => nodeProcess('server', at, { ...environment, PORT: String(port) }, logs)),
      workers: ports.map((_, at) => nodeProcess('worker', at, environment, logs)),
      ml: ml?.process ?? null,
      redis: redis?.process ?? null,
      proxies: toRedis ? [toPostgres, toRedis] : [toPostgres],
      disk: await Disk.at(join(dataDir, 'objects')),
      dataDir,
      removeFolder: folder.remove,
      postgres,
    });
    for (const part of [house.redis, house.ml, ...house.apis, ...house.workers]) part?.start();
    await house.untilReady();
    return house;
  }

  async killPostgres(): Promise<void> {
    process.kill(this.postgres.process.pid, 'SIGKILL');
    await this.postgres.exited;
  }

  async startPostgres(): Promise<void> {
    const { port } = this.postgres;
    this.postgres = await startPostgres({ dataDir: this.dataDir, port, settings: POSTGRES_SETTINGS });
  }

  /** Which processes ended without being killed since this was asked last. */
  takeDeaths(): string[] {
    return [...this.apis, ...this.workers].flatMap(({ name, deaths }) =>
      deaths.splice(0).map((cause) => `${name} ended by itself: ${cause}`),
    );
  }

  async untilReady(): Promise<void> {
    for (const address of this.addresses) {
      while (!(await fetch(`${address}/readyz`).catch(() => null))?.ok) {
        await new Promise((again) => setTimeout(again, 50));
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.apis, ...this.workers].map((part) => part.stop()));
    await Promise.all([this.ml?.kill(), this.redis?.kill()]);
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    await this.postgres.stop();
    await this.disk.close();
    await removeCluster(this.postgres.clusterDir);
    await this.removeFolder();
  }
}

interface HouseParts {
  store: Store;
  addresses: string[];
  adminUrl: string;
  appUrl: string;
  redisUrl: string | null;
  apis: ServerProcess[];
  workers: ServerProcess[];
  ml: ServerProcess | null;
  redis: ServerProcess | null;
  proxies: StallingProxy[];
  disk: Disk;
  dataDir: string;
  removeFolder: () => Promise<void>;
  postgres: PostgresServer;
}

async function provision(postgres: PostgresServer) {
  const [admin, database] = [postgres.adminUrl('postgres'), 'twin'];
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(postgres.adminUrl(database));
  const appUrl = new URL(urlFor(admin, { role: 'twin_app', password: PASSWORDS.app, database }));
  return {
    ownerUrl: urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database }),
    appUrlOn: (port: number) => Object.assign(new URL(appUrl), { port: String(port) }).toString(),
  };
}

function nodeProcess(
  entry: 'server' | 'worker',
  at: number,
  env: NodeJS.ProcessEnv,
  logs: string,
): ServerProcess {
  const name = `${entry} ${at + 1}`;
  const script = join(ROOT, `apps/bff/dist/${entry}.js`);
  const logPath = join(logs, `${entry}-${at + 1}.log`);
  return new ServerProcess({ name, command: process.execPath, args: [script], env, logPath });
}

/** Keeps nothing across a kill: whatever was in it must come back from the status rows. */
async function redisProcess(folder: string, logs: string) {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const logPath = join(logs, 'redis.log');
  return {
    port,
    process: new ServerProcess({ name: 'redis', command: 'redis-server', args, env: process.env, logPath }),
  };
}

async function mlProcess(logs: string) {
  const port = await freePort();
  const env = {
    ...process.env,
    PYTHONPATH: 'src',
    PYTHONDONTWRITEBYTECODE: '1',
    ML_SECRET: SECRET,
    ML_PORT: String(port),
    LOG_LEVEL: 'error',
  };
  const spec = { name: 'ml', command: ML_PYTHON, args: ['-m', 'twin_ml'], cwd: ML_ROOM };
  const logPath = join(logs, 'ml.log');
  return { url: `http://127.0.0.1:${port}`, process: new ServerProcess({ ...spec, env, logPath }) };
}
