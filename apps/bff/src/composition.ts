import { hkdfSync } from 'node:crypto';
import { RangeApi } from './adapters/breaches/RangeApi.ts';
import { openKms } from './adapters/kms/openKms.ts';
import { openMail } from './adapters/mail/openMail.ts';
import { openObjects } from './adapters/objectStore/openObjects.ts';
import { openVenues } from './adapters/venue/openVenues.ts';
import type { Config } from './config/env.ts';
import { Keyring } from './lib/crypto/keyring.ts';
import { type Database, openDatabase } from './lib/db.ts';
import type { Route } from './lib/http/route.ts';
import { MlClient } from './lib/ml/MlClient.ts';
import { BullJobQueue } from './lib/queue/BullJobQueue.ts';
import { openQueueBackend } from './lib/queue/backend.ts';
import { dueByStatus, dueEvery } from './lib/queue/dueWork.ts';
import type { DueSource, JobHandlers } from './lib/queue/handlers.ts';
import { createReader, type Reader } from './lib/reader.ts';
import { systemClock } from './lib/systemClock.ts';
import { createLogger, type Logger } from './lib/telemetry/logger.ts';
import { createMetrics, type Metrics } from './lib/telemetry/metrics.ts';
import { startTracing } from './lib/telemetry/startTracing.ts';
import { type Auth, createAuth } from './modules/auth/index.ts';
import { createBiases, readModelFile } from './modules/biases/index.ts';
import { type BrokerModule, createBrokers } from './modules/brokers/index.ts';
import { createCoach } from './modules/coach/index.ts';
import { createDigest, type DigestModule } from './modules/digest/index.ts';
import { OUTBOX_CHANNEL, outboxJobs } from './modules/events/index.ts';
import { createImports } from './modules/imports/index.ts';
import { createJournal } from './modules/journal/index.ts';
import { createMarketModule, type MarketModule } from './modules/market/index.ts';
import { createExportLinks, createPrivacy } from './modules/privacy/index.ts';
import { createRules } from './modules/rules/index.ts';
import { createSimulations } from './modules/simulations/index.ts';
import { createTrades, createTradingAccounts } from './modules/trades/index.ts';
import type { Broker } from './ports/broker.ts';
import type { Clock } from './ports/clock.ts';
import type { Mail } from './ports/mail.ts';
import type { Market } from './ports/market.ts';
import type { Ml } from './ports/ml.ts';
import type { ObjectStore } from './ports/objectStore.ts';
import type { RateLimiter } from './ports/rateLimiter.ts';
import type { WakeUp } from './ports/wakeUp.ts';
import { bindRepos, type Repos } from './repos.ts';

/** A page of 5,000 fills takes the service about a second. */
const ML_TIMEOUTS = { scoreTimeoutMs: 20_000, rephraseTimeoutMs: 15_000 };

/** What stands below the modules, in api and worker alike. */
export interface Foundation {
  config: Config;
  log: Logger;
  metrics: Metrics;
  clock: Clock;
  /** null without ML_URL. */
  ml: Ml | null;
  database: Database<Repos>;
  /** Follows the database at some distance, and takes no writes; null without one. */
  replica: Database<Repos> | null;
  reader: Reader;
  queue: BullJobQueue;
  objectStore: ObjectStore;
  mail: Mail;
  /** The venues that people may connect. */
  brokers: readonly Broker[];
  /** Where candles are fetched for people who agreed to it. */
  market: Market;
  /** People's data keys, which seal what must not be read in a copy of the database. */
  keyring: Keyring;
  wakeUp: WakeUp;
  /** Counts calls for all api processes together. */
  rateLimiter: RateLimiter;
  /** A key of its own for each purpose, so that none can stand in for another. */
  keyFor(purpose: 'csrf' | 'logs' | 'fingerprint' | 'reset' | 'unsubscribe' | 'export'): Buffer;
  close(): Promise<void>;
}

/** Everything that the modules offer. */
export interface House {
  auth: Auth;
  routes: Route[];
  jobs: Partial<JobHandlers>[];
  due: DueSource[];
  /** For whoever runs it. */
  candleSnapshots: MarketModule['snapshots'];
  writeDigest: DigestModule['write'];
}

/** Where the modules' reading threads start; only tests, which run the sources, name others than the compiled ones. */
export interface ThreadEntries {
  preview?: URL;
  candles?: URL;
  report?: URL;
  rules?: URL;
}

export interface FoundationSizes {
  databasePool: number;
  queuePool: number;
}

/** Reports run one at a time in a process. */
const REPLICA_POOL = 2;
const HOURS_6 = 6 * 3_600_000;
const KEY_BYTES = 32;
/** Read by both engines, so it lies at the root of the clone. */
const MODEL = new URL('../../../model/bias-model.json', import.meta.url);

/** Opens what both processes stand on. Connections are made at first use. */
export async function layFoundation(
  config: Config,
  name: 'api' | 'worker',
  sizes: FoundationSizes,
): Promise<Foundation> {
  const log = createLogger(name, config.logLevel);
  const stopTracing = config.otlpEndpoint === null ? null : await startTracing(config.otlpEndpoint, name);
  const onError = (err: unknown): void => log.error({ err }, 'a background connection failed');
  const { wakeUp, announce } = await openWakeUp(config, onError);
  const { closeDatabases, ...databases } = openDatabases(config, sizes.databasePool, announce);
  const { sessionUrl, redisUrl } = config;
  const { withoutUser } = databases.database;
  const redis = redisUrl === null ? null : await openRedis(redisUrl, onError);
  const queue = new BullJobQueue(
    () => openQueueBackend({ databaseUrl: sessionUrl, redisUrl, poolSize: sizes.queuePool }),
    onError,
    config.retention.jobs,
  );
  const metrics = createMetrics();
  const { closeVenues, ...venues } = openVenues(config, redis?.cache ?? withoutUser.cache, metrics);
  return {
    config,
    log,
    metrics,
    clock: systemClock,
    ml: config.ml && new MlClient({ ...config.ml, ...ML_TIMEOUTS }, systemClock),
    ...databases,
    queue,
    objectStore: openObjects(config),
    mail: openMail(config),
    keyring: new Keyring({ kms: openKms(config), clock: systemClock }),
    ...venues,
    wakeUp,
    rateLimiter: redis?.rateLimiter ?? withoutUser.rateWindows,
    keyFor: (purpose) =>
      Buffer.from(hkdfSync('sha256', config.appSecret, '', `trading-twin/${purpose}`, KEY_BYTES)),
    close: async () => {
      await queue.close();
      await closeVenues();
      await redis?.close();
      await closeDatabases();
      await stopTracing?.();
    },
  };
}

/** Builds every module once and joins what they offer. */
export function buildHouse(foundation: Foundation, threads: ThreadEntries = {}): House {
  const { database, clock, queue, objectStore: objects } = foundation;
  const { forUser, withoutUser } = database;
  const auth = openAuth(foundation);
  const publicOrigin = foundation.config.address;
  const { brokers: venues, keyring, metrics } = foundation;
  const brokers = createBrokers({ database, queue, clock, keyring, metrics, publicOrigin, brokers: venues });
  const accounts = createTradingAccounts({ forUser });
  const trades = createTrades({ database, reader: foundation.reader, queue, clock });
  const market = createMarketModule({ ...foundation, objects, ...entryOf(threads.candles) });
  const imports = createImports({
    database,
    objects,
    queue,
    clock,
    metrics: foundation.metrics,
    connections: brokers.connections,
    ...entryOf(threads.preview),
  });
  const model = readModelFile(MODEL);
  const biases = createBiases({ ...foundation, model, ...entryOf(threads.report) });
  const journal = createJournal(database);
  const rules = openRules(foundation, threads);
  const simulations = createSimulations({ forUser, queue, clock, backtest: rules.backtest });
  const privacy = openPrivacy(foundation, auth, brokers);
  const coach = createCoach({ forUser, clock, metrics, ml: foundation.ml });
  const digest = openDigest(foundation);
  const workers = [auth, market, imports, biases, rules, simulations, coach, digest, privacy];
  const rooms = [...workers, brokers, accounts, trades, journal];
  return {
    auth,
    candleSnapshots: market.snapshots,
    writeDigest: digest.write,
    routes: rooms.flatMap(({ routes }) => routes),
    jobs: [...workers.map(({ jobs }) => jobs), outboxJobs(withoutUser.outbox, clock)],
    due: [
      dueByStatus(withoutUser.dueWork, clock),
      ...[auth, brokers, market, biases, privacy, rules, digest].map(({ due }) => due),
      dueEvery(HOURS_6, clock, { name: 'maintainPartitions', payload: { v: 1 }, dedupeKey: 'all' }),
      dueEvery(HOURS_6, clock, { name: 'expireRows', payload: { v: 1 }, dedupeKey: 'all' }),
    ],
  };
}

function openDigest({ config, database, mail, clock, metrics, keyFor }: Foundation): DigestModule {
  return createDigest({
    database,
    mail,
    clock,
    metrics,
    address: config.publicOrigin ?? `http://localhost:${config.port}`,
    unsubscribeKey: keyFor('unsubscribe'),
  });
}

function openAuth(foundation: Foundation): Auth {
  const { config, keyFor } = foundation;
  return createAuth({
    ...foundation,
    registration: config.registration,
    hasDemo: config.hasDemo,
    fingerprintKey: keyFor('fingerprint'),
    resetKey: keyFor('reset'),
    breached: openBreached(foundation),
    address: config.address,
  });
}

function openRules({ database, queue, clock }: Foundation, threads: ThreadEntries) {
  const { forUser, withoutUser } = database;
  return createRules({ forUser, queue, clock, people: withoutUser.users, ...entryOf(threads.rules) });
}

function openPrivacy(foundation: Foundation, auth: Auth, { disconnectAll }: BrokerModule) {
  const { config, database, objectStore, keyFor } = foundation;
  const { sessions, retention, rateWindows, cache, exports: expiredExports } = database.withoutUser;
  return createPrivacy<Repos>({
    ...foundation,
    sessions,
    retention,
    rateWindows,
    expiredExports,
    links: createExportLinks(keyFor('export')),
    cache,
    days: config.retention,
    forUser: database.forUser,
    objects: objectStore,
    confirmPerson: auth.confirmPerson,
    disconnectAll,
    sealedRows: ({ secondFactors, brokerConnections }) => [secondFactors, brokerConnections],
  });
}

/** What else moves to Redis beside the queue and the fan-out. */
async function openRedis(url: string, onError: (error: unknown) => void) {
  const { RedisCache } = await import('./adapters/cache/RedisCache.ts');
  const { RedisRateLimiter } = await import('./adapters/rateLimit/RedisRateLimiter.ts');
  const cache = new RedisCache(url, onError);
  const rateLimiter = new RedisRateLimiter(url, onError);
  const close = async (): Promise<void> => {
    await cache.close();
    await rateLimiter.close();
  };
  return { cache, rateLimiter, close };
}

function entryOf(threadEntry: URL | undefined): { threadEntry?: URL } {
  return threadEntry === undefined ? {} : { threadEntry };
}

function openBreached({ config, log }: Foundation): RangeApi | null {
  if (config.passwordRangeUrl === null) return null;
  return new RangeApi(config.passwordRangeUrl, (err) => log.warn({ err }, 'the range service failed'));
}

function openDatabases(
  { databaseUrl, replicaUrl }: Config,
  poolSize: number,
  announce: ((userId: string) => void) | null,
) {
  const database = openDatabase({ url: databaseUrl, poolSize }, (tx, afterCommit) =>
    bindRepos(tx, afterCommit, announce),
  );
  const replica =
    replicaUrl === null ? null : openDatabase({ url: replicaUrl, poolSize: REPLICA_POOL }, bindRepos);
  const reader = createReader(databaseUrl, poolSize);
  const closeDatabases = async (): Promise<void> => {
    await database.close();
    await replica?.close();
    await reader.close();
  };
  return { database, replica, reader, closeDatabases };
}

async function openWakeUp(
  { redisUrl, sessionUrl }: Config,
  onError: (error: unknown) => void,
): Promise<{ wakeUp: WakeUp; announce: ((userId: string) => void) | null }> {
  if (redisUrl === null) {
    const { PostgresWakeUp } = await import('./lib/wakeUp/PostgresWakeUp.ts');
    return { wakeUp: new PostgresWakeUp(sessionUrl, OUTBOX_CHANNEL, onError), announce: null };
  }
  const { RedisWakeUp } = await import('./lib/wakeUp/RedisWakeUp.ts');
  const wakeUp = new RedisWakeUp(redisUrl, OUTBOX_CHANNEL, onError);
  return { wakeUp, announce: (userId) => wakeUp.announce(userId) };
}
