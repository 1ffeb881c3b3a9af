import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApi } from '../../src/buildApi.ts';
import { buildHouse, type Foundation, type House, layFoundation } from '../../src/composition.ts';
import { readConfig } from '../../src/config/env.ts';
import type { Broker } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Mail } from '../../src/ports/mail.ts';
import type { Market } from '../../src/ports/market.ts';
import type { Ml } from '../../src/ports/ml.ts';
import { bundleThreads } from './bundledThreads.ts';
import { cleanUp } from './cleanUp.ts';
import { DrainedQueue } from './DrainedQueue.ts';
import { multipart } from './multipart.ts';
import { registeredBrowser, type TestBrowser } from './testApi.ts';
import { query, type TestDatabase } from './testDatabase.ts';

export interface TestHouse {
  app: FastifyInstance;
  house: House;
  foundation: Foundation;
  /** The environment that it was built from. */
  variables: Record<string, string>;
  queue: DrainedQueue;
  /** Runs all jobs that wait and those that they bring about, without the reports, whose null models take seconds. */
  drain(): Promise<void>;
  drainWithReports(): Promise<void>;
  /** Names of the files in the object store. */
  storedFiles(): Promise<string[]>;
}

export interface TestHouseOptions {
  ml?: Ml;
  clock?: Clock;
  mail?: Mail;
  brokers?: readonly Broker[];
  market?: Market;
  variables?: Record<string, string>;
}

/** Api and worker on one test database, with the queue in the test's hand. */
export async function createTestHouse(
  database: TestDatabase,
  { ml, clock, mail, brokers, market, variables: own = {} }: TestHouseOptions = {},
): Promise<TestHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), 'twin-house-'));
  const variables = {
    DATABASE_URL: database.appUrl,
    DATA_DIR: dataDir,
    APP_SECRET: 'a secret of tests, long enough to pass',
    MASTER_KEYS: 'YSBtYXN0ZXIga2V5IG9mIHRlc3RzLCAzMiBieXRlcyE',
    LOG_LEVEL: 'silent',
    REGISTRATION: 'open',
    ...own,
  };
  const config = readConfig(variables);
  const threads = await bundleThreads();
  const laid = await layFoundation(config, 'api', { databasePool: 4, queuePool: 2 });
  const queue = new DrainedQueue();
  const foundation: Foundation = {
    ...laid,
    ml: ml ?? null,
    clock: clock ?? laid.clock,
    mail: mail ?? laid.mail,
    brokers: brokers ?? laid.brokers,
    market: market ?? laid.market,
    queue: Object.assign(laid.queue, pickQueue(queue)),
  };
  const api = await buildApi(foundation, { version: 'test', threads });
  const house = buildHouse(foundation, threads);
  cleanUp(async () => {
    await api.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    app: api.app,
    house,
    foundation,
    variables,
    queue,
    drain: () => queue.drain(house.jobs, ['reportBiases']),
    drainWithReports: () => queue.drain(house.jobs),
    storedFiles: async () => {
      const entries = await readdir(join(config.dataDir, 'objects'), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => []);
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
  };
}

function pickQueue(queue: DrainedQueue): Pick<DrainedQueue, 'enqueue' | 'forget'> {
  return { enqueue: queue.enqueue.bind(queue), forget: queue.forget.bind(queue) };
}

/** A person with a browser. */
export interface Person {
  id: string;
  browser: TestBrowser;
  upload(
    path: string,
    file: string | Buffer,
    fields?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** Exports everything and downloads the zip. */
  export(): Promise<Buffer>;
  /** Restores an export and runs all that follows. @returns the import */
  restore(zip: Buffer): Promise<ImportAnswer>;
  /** Uploads a file of fills and runs all that follows. @returns the import */
  importFile(file: string | Buffer, fields?: Record<string, string>): Promise<ImportAnswer>;
  get<T>(path: string): Promise<T>;
}

export interface ImportAnswer {
  id: string;
  status: string;
  rows: { read: number; accepted: number; duplicate: number; ignored: number; rejected: number };
  problems: { line: number; field: string; reason: string; fix: string }[];
  error: { code: string; message: string } | null;
}

let people = 0;

export async function registerPerson(house: TestHouse): Promise<Person> {
  people += 1;
  const browser = await registeredBrowser(house.app, `person-${people}@example.org`);
  const session = await browser.send('GET', '/v1/auth/session');
  const { id } = session.json<{ user: { id: string } }>().user;
  const person: Person = {
    id,
    browser,
    upload: (path, file, fields = {}) => {
      const { payload, headers } = multipart(file, fields);
      return browser.send('POST', path, undefined, { payload, headers });
    },
    export: async () => {
      const asked = await browser.send('POST', '/v1/privacy/exports');
      if (asked.statusCode !== 202) throw new Error(`not accepted: ${asked.body}`);
      await house.drain();
      const path = `/v1/privacy/exports/${asked.json<{ exportId: string }>().exportId}`;
      const { download } = await person.get<{ download: string | null }>(path);
      const answer = await browser.send('GET', download ?? '');
      if (answer.statusCode !== 200) throw new Error(`no download: ${answer.body}`);
      return answer.rawPayload;
    },
    restore: async (zip) => taken(await person.upload('/v1/imports/restore', zip)),
    importFile: async (file, fields) => taken(await person.upload('/v1/imports', file, fields)),
    get: async (path) => {
      const answer = await browser.send('GET', path);
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
      return answer.json();
    },
  };
  async function taken(answer: LightMyRequestResponse): Promise<ImportAnswer> {
    if (answer.statusCode !== 202) throw new Error(`not accepted: ${answer.body}`);
    await house.drain();
    return person.get<ImportAnswer>(`/v1/imports/${answer.json<{ importId: string }>().importId}`);
  }
  return person;
}

/** Everything that the scorer wrote for a person, in a fixed order and without what differs between two people. */
export async function scoresOf(database: TestDatabase, userId: string) {
  const read = (sql: string) => query(database.adminUrl, sql, [userId]);
  return {
    trades: await read(`SELECT t."extId", t.symbol, t.side, t.qty, t.ts, d."extId" AS decision FROM "Trade" t
      LEFT JOIN "Trade" d ON d.id = t."decisionId" WHERE t."userId" = $1 ORDER BY t."extId"`),
    tags: await read(`SELECT t."extId", b.label, b.confidence, b.features, b.ts FROM "BiasTag" b
      JOIN "Trade" t ON t.id = b."tradeId" WHERE b."userId" = $1 ORDER BY 1, 2`),
    episodes: await read(`SELECT t."extId", e.side, e."openedAt", e."closedAt", e."qtyMax", e."entryPrice",
      e."exitPrice", e."realisedPnl", e.fees::text, e.mae, e.mfe, e."holdMs" FROM "Episode" e
      JOIN "Trade" t ON t.id = e.id WHERE e."userId" = $1 ORDER BY 1`),
    days: await read(`SELECT account, asset, day, "realisedPnl", fees, fills, episodes FROM "DailyPnl"
      WHERE "userId" = $1 ORDER BY 1, 2, 3`),
    equity: await read(`SELECT account, asset, day, ts, realised, actual, coverage FROM "EquityPoint"
      WHERE "userId" = $1 ORDER BY 1, 2, 3`),
    summaries: await read(`SELECT account, payload FROM "Summary" WHERE "userId" = $1 ORDER BY 1`),
  };
}

/** Types of the person's events, oldest first. */
export async function eventsOf(
  database: TestDatabase,
  userId: string,
): Promise<{ type: string; payload: never }[]> {
  return query(
    database.adminUrl,
    'SELECT type, payload FROM "EventOutbox" WHERE "userId" = $1 ORDER BY ts, id',
    [userId],
  );
}
