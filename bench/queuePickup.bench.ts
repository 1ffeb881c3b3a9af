import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '@twin/launcher/databaseRoles';
import { startPostgres } from '@twin/launcher/postgres';
import { removeCluster } from '@twin/launcher/postgresCluster';
import { migrateQueues } from '../apps/bff/src/lib/queue/migrateQueues.ts';
import { HAS_REDIS, startRedis } from '../apps/bff/test/support/redisServer.ts';
import { temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';
import { type Bench, type Figure, quantile, rounded } from './figure.ts';
import { openIdleQueue } from './idleQueue.ts';

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
  const { queue, close } = await openIdleQueue({
    databaseUrl,
    redisUrl,
    lockSlots: 1,
    onRun: (at) => onRun(at),
  });
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
  await close();
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
