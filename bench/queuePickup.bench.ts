import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '@twin/launcher/databaseRoles';
import { startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import { JOBS } from '@twin/shared/jobs/catalog';
import { createAdvisoryLocks } from '../apps/bff/src/lib/queue/advisoryLocks.ts';
import { BullJobQueue } from '../apps/bff/src/lib/queue/BullJobQueue.ts';
import { openQueueBackend } from '../apps/bff/src/lib/queue/backend.ts';
import type { JobHandlers } from '../apps/bff/src/lib/queue/handlers.ts';
import { migrateQueues } from '../apps/bff/src/lib/queue/migrateQueues.ts';
import { startWorkers, WORKER_CONNECTIONS } from '../apps/bff/src/lib/queue/workers.ts';
import { createLogger } from '../apps/bff/src/lib/telemetry/logger.ts';
import { createMetrics } from '../apps/bff/src/lib/telemetry/metrics.ts';
import { HAS_REDIS, startRedis } from '../apps/bff/test/support/redisServer.ts';
import { temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';
import { type Bench, type Figure, quantile, rounded } from './figure.ts';

const PASSWORDS = { owner: 'owner-of-the-bench', app: 'app-of-the-bench' };
const WARM_UP = 20;

/** queue.pickup: from enqueue to the first line of the handler, on a worker that waits for work. */
const bench: Bench = async ({ smoke }) => {
  const jobs = smoke ? 50 : 1_000;
  const folder = await temporaryFolder();
  const server = await startPostgres({ dataDir: folder.path });
  const redis = HAS_REDIS ? await startRedis() : null;
  try {
    const databaseUrl = await provision(server.adminUrl);
    const onPostgres = await measure(databaseUrl, null, jobs);
    const figures = figuresOf('queue.pickup', onPostgres, smoke);
    if (redis === null) return figures;
    const onRedis = await measure(databaseUrl, redis.url, jobs);
    return [...figures, ...figuresOf('queue.pickup:redis', onRedis, smoke)];
  } finally {
    await redis?.stop();
    await server.stop();
    await removeCluster(server.clusterDir);
    await folder.remove();
  }
};
export default bench;

async function provision(adminUrl: (database: string) => string): Promise<string> {
  const [admin, database] = [adminUrl('postgres'), 'twin'];
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(adminUrl(database));
  await migrateQueues(urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database }));
  return urlFor(admin, { role: 'twin_app', password: PASSWORDS.app, database });
}

interface Measured {
  waitsMs: number[];
  durationMs: number;
}

/** One job after the other, each enqueued when the one before is done. */
async function measure(databaseUrl: string, redisUrl: string | null, jobs: number): Promise<Measured> {
  const begun = performance.now();
  let onRun: (at: number) => void = () => undefined;
  const run = async (): Promise<undefined> => onRun(performance.now()) as undefined;
  const handlers = Object.fromEntries(Object.keys(JOBS).map((name) => [name, { run }]));
  const open = () => openQueueBackend({ databaseUrl, redisUrl, poolSize: WORKER_CONNECTIONS });
  const backend = await open();
  const locks = createAdvisoryLocks(databaseUrl, 1);
  const workers = startWorkers(backend, {
    handlers: handlers as unknown as JobHandlers,
    locks,
    log: createLogger('bench', 'silent'),
    metrics: createMetrics(),
  });
  const queue = new BullJobQueue(open, () => undefined, null);
  await workers.waitUntilReady();
  const waitsMs: number[] = [];
  for (let job = -WARM_UP; job < jobs; job += 1) {
    const picked = new Promise<number>((resolve) => {
      onRun = resolve;
    });
    const enqueuedAt = performance.now();
    await queue.enqueue('importFills', { v: 1, userId: 'bench', importId: `i${job}` });
    const waitMs = (await picked) - enqueuedAt;
    if (job >= 0) waitsMs.push(waitMs);
  }
  await workers.drain(1_000);
  await queue.close();
  await backend.close();
  await locks.close();
  return { waitsMs, durationMs: Math.round(performance.now() - begun) };
}

function figuresOf(name: string, { waitsMs, durationMs }: Measured, smoke: boolean): Figure[] {
  const common = { unit: 'ms', better: 'lower' as const, n: waitsMs.length, durationMs };
  const marked = smoke ? { ...common, smoke: true as const } : common;
  return [
    { name: `${name}:p50`, value: rounded(quantile(waitsMs, 0.5)), floor: 10, ...marked },
    { name: `${name}:p99`, value: rounded(quantile(waitsMs, 0.99)), floor: 50, ...marked },
  ];
}
