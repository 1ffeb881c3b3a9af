import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { MemoryRateLimiter } from './adapters/rateLimit/MemoryRateLimiter.ts';
import { type AppParts, buildApp } from './app.ts';
import { buildHouse, type Foundation, type ThreadEntries } from './composition.ts';
import { createCsrfTokens } from './lib/http/csrf.ts';
import type { OriginPolicy } from './lib/http/originCheck.ts';
import { RATE_LIMITS, type RateGuard, type RateLimits } from './lib/http/rateClasses.ts';
import { createPseudonym } from './lib/telemetry/pseudonym.ts';
import { createEvents } from './modules/events/index.ts';

export interface Api {
  app: FastifyInstance;
  /** Listens and follows the outbox. @returns the address */
  start(): Promise<string>;
  /** Lets running requests end, sends streams elsewhere, closes what the foundation opened. */
  stop(): Promise<void>;
}

export interface ApiOptions {
  version: string;
  rateLimits?: RateLimits;
  threads?: ThreadEntries;
}

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost']);

/** The api process on its foundation. */
export async function buildApi(foundation: Foundation, options: ApiOptions): Promise<Api> {
  const { config, log, clock, database, wakeUp } = foundation;
  const house = buildHouse(foundation, options.threads);
  const origins: OriginPolicy = {
    publicOrigin: config.publicOrigin,
    isLoopbackOnly: LOOPBACK_HOSTS.has(config.host),
  };
  const events = createEvents({
    database,
    validSessions: house.auth.validSessions,
    wakeUp,
    clock,
    originPolicy: origins,
    watch: streamWatch(foundation),
    onError: (err) => log.error({ err }, 'stream failed'),
  });
  const parts: AppParts = {
    logger: log,
    version: options.version,
    routes: house.routes,
    mounts: [events.mount],
    isHttps: config.isHttps,
    trustProxy: config.trustProxy,
    webDir: config.webDir,
    pseudonym: createPseudonym(foundation.keyFor('logs')),
    origins,
    csrf: createCsrfTokens(foundation.keyFor('csrf')),
    authenticator: house.auth.authenticator,
    rate: rateGuard(foundation, options.rateLimits ?? RATE_LIMITS),
    metrics: foundation.metrics,
    metricsToken: config.metricsToken,
    checkReady: () => askOwnTables(foundation),
  };
  const app = await buildApp(parts);
  return {
    app,
    start: async () => {
      await events.start();
      return app.listen({ host: config.host, port: config.port });
    },
    stop: async () => {
      await events.stop();
      await app.close();
      await foundation.close();
    },
  };
}

function rateGuard({ clock, rateLimiter, keyFor }: Foundation, limits: RateLimits): RateGuard {
  const memory = new MemoryRateLimiter(clock);
  const key = keyFor('fingerprint');
  return {
    limits,
    limiterOf: (rate) => (rate === 'read' ? memory : rateLimiter),
    nameOf: (who) => createHmac('sha256', key).update(`rate\n${who}`).digest('base64url'),
  };
}

/** Any answer from our own tables says that the database is there and migrated. */
async function askOwnTables({ database }: Foundation): Promise<void> {
  await database.withoutUser.users.hasRegistered();
}

function streamWatch({ metrics, clock }: Foundation): Parameters<typeof createEvents>[0]['watch'] {
  const secondsSince = (ts: Date) => (clock.now().getTime() - ts.getTime()) / 1000;
  return {
    opened: () => metrics.streamSockets.inc(),
    closed: () => metrics.streamSockets.dec(),
    delivered: (ts) => metrics.streamDeliverySeconds.observe(secondsSince(ts)),
    polled: (waitingSince) => metrics.streamLagSeconds.set(waitingSince ? secondsSince(waitingSince) : 0),
  };
}
