import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { buildApi } from '../src/buildApi.ts';
import { layFoundation } from '../src/composition.ts';
import { readConfig } from '../src/config/env.ts';
import {
  CLOSE_BAD_FRAME,
  CLOSE_RESTART,
  CLOSE_SIGNED_OUT,
  SOCKETS_PER_USER,
} from '../src/modules/events/StreamHub.ts';
import { until } from './support/deferred.ts';
import { HAS_REDIS, startRedis } from './support/redisServer.ts';
import { registeredBrowser, type TestBrowser } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();

/** A listening api process of its own on the shared database. */
async function startApi(redisUrl: string | null) {
  const dataDir = await mkdtemp(join(tmpdir(), 'twin-stream-'));
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    DATA_DIR: dataDir,
    APP_SECRET: 'a secret of tests, long enough to pass',
    MASTER_KEYS: 'YSBtYXN0ZXIga2V5IG9mIHRlc3RzLCAzMiBieXRlcyE',
    LOG_LEVEL: 'silent',
    REGISTRATION: 'open',
    PORT: '0',
    ...(redisUrl && { REDIS_URL: redisUrl }),
  });
  const foundation = await layFoundation(config, 'api', { databasePool: 8, queuePool: 2 });
  const api = await buildApi(foundation, { version: 'test' });
  const address = await api.start();
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await api.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  onTestFinished(stop);
  return { app: api.app, address, foundation, stop };
}

type TestApi = Awaited<ReturnType<typeof startApi>>;

let people = 0;
async function person(api: TestApi) {
  people += 1;
  const browser = await registeredBrowser(api.app, `stream-${people}@example.org`);
  const session = await browser.send('GET', '/v1/auth/session');
  return { browser, userId: session.json<{ user: { id: string } }>().user.id };
}

interface Opened {
  socket: WebSocket;
  ids: string[];
  closed: Promise<number>;
}

function connect(
  api: TestApi,
  browser: TestBrowser | null,
  options: { lastEventId?: string; origin?: string | null } = {},
) {
  const { host, origin } = new URL(api.address);
  const sent = options.origin === undefined ? origin : options.origin;
  return new WebSocket(
    `ws://${host}/v1/stream${options.lastEventId ? `?lastEventId=${options.lastEventId}` : ''}`,
    {
      headers: {
        ...(sent === null ? {} : { origin: sent }),
        ...(browser && {
          cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
      },
    },
  );
}

async function open(api: TestApi, browser: TestBrowser, lastEventId?: string): Promise<Opened> {
  const socket = connect(api, browser, lastEventId === undefined ? {} : { lastEventId });
  const ids: string[] = [];
  socket.on('message', (data: Buffer) => ids.push((JSON.parse(data.toString()) as { id: string }).id));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  onTestFinished(() => socket.terminate());
  return { socket, ids, closed };
}

/** The status with which the upgrade was refused. */
async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}

const append = (api: TestApi, userId: string, dataVersion: number) =>
  api.foundation.database.forUser(userId, ({ outbox }) =>
    outbox.append(userId, 'account.updated', { dataVersion }),
  );

const backends: ('PostgreSQL' | 'Redis')[] = ['PostgreSQL', 'Redis'];

describe.each(backends)('the stream over sockets, woken by %s', (backend) => {
  const isMissing = backend === 'Redis' && !HAS_REDIS;
  const test = isMissing ? it.skip : it;
  const why = isMissing ? ' (skipped: redis-server is not installed)' : '';

  async function redisUrl(): Promise<string | null> {
    if (backend === 'PostgreSQL') return null;
    const redis = await startRedis();
    onTestFinished(redis.stop);
    return redis.url;
  }

  test(`tells every device of a person, on every process, and nobody else${why}`, async () => {
    const url = await redisUrl();
    const [first, second] = [await startApi(url), await startApi(url)];
    const one = await person(first);
    const other = await person(first);
    const devices = [await open(first, one.browser), await open(second, one.browser)];
    const stranger = await open(second, other.browser);
    const ids = [await append(first, one.userId, 1), await append(second, one.userId, 2)];
    await until(async () => devices.every((device) => device.ids.length === 2));
    expect(devices.map((device) => device.ids)).toEqual([ids, ids]);
    expect(stranger.ids).toEqual([]);
  });

  test(`loses nothing when the process dies between commit and send${why}`, async () => {
    const url = await redisUrl();
    const [first, second] = [await startApi(url), await startApi(url)];
    const { browser, userId } = await person(first);
    const before = await open(first, browser);
    const seen = await append(second, userId, 1);
    await until(async () => before.ids.length === 1);
    before.socket.terminate();
    await first.stop();
    const missed = [await append(second, userId, 2), await append(second, userId, 3)];
    const after = await open(second, browser, seen);
    const live = await append(second, userId, 4);
    await until(async () => after.ids.length === 3);
    expect(after.ids).toEqual([...missed, live]);
  });
});

describe('the door of the stream', () => {
  it('is shut to strangers and to other origins before the upgrade', async () => {
    const api = await startApi(null);
    const { browser } = await person(api);
    expect(await refusal(connect(api, null))).toBe(401);
    expect(await refusal(connect(api, browser, { origin: 'https://elsewhere.example' }))).toBe(403);
    expect(await refusal(connect(api, browser, { origin: null }))).toBe(403);
    expect(await refusal(connect(api, browser, { lastEventId: 'no-ulid' }))).toBe(400);
  });

  it('lets ten sockets of a person in, and no eleventh', async () => {
    const api = await startApi(null);
    const { browser } = await person(api);
    for (let count = 0; count < SOCKETS_PER_USER; count += 1) await open(api, browser);
    expect(await refusal(connect(api, browser))).toBe(429);
  });

  it('takes acknowledgements and closes on anything else', async () => {
    const api = await startApi(null);
    const { browser, userId } = await person(api);
    const { socket, ids, closed } = await open(api, browser);
    const id = await append(api, userId, 1);
    await until(async () => ids.length === 1);
    socket.send(JSON.stringify({ type: 'ack', id }));
    await until(async () => {
      const [row] = await query<{ at: Date | null }>(
        database.adminUrl,
        'SELECT "deliveredAt" AS at FROM "EventOutbox" WHERE id = $1',
        [id],
      );
      return row?.at != null;
    });
    socket.send('{"type":"buy"}');
    expect(await closed).toBe(CLOSE_BAD_FRAME);
  });

  it('closes within seconds behind a person who signs out', async () => {
    const api = await startApi(null);
    const { browser } = await person(api);
    const { closed } = await open(api, browser);
    const begun = performance.now();
    expect((await browser.send('POST', '/v1/auth/logout', {})).statusCode).toBe(204);
    expect(await closed).toBe(CLOSE_SIGNED_OUT);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('sends everyone elsewhere when the process ends', async () => {
    const api = await startApi(null);
    const { browser } = await person(api);
    const { closed } = await open(api, browser);
    await api.stop();
    expect(await closed).toBe(CLOSE_RESTART);
  });
});

it.skipIf(!HAS_REDIS)(
  'with REDIS_URL jobs live in Redis and PostgreSQL holds none (skipped where redis-server is missing)',
  async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const api = await startApi(redis.url);
    await api.foundation.queue.enqueue('scoreDecisions', { v: 1, userId: 'someone' });
    const client = new Redis(redis.url);
    expect((await client.keys('bull:q_score:*')).length).toBeGreaterThan(0);
    client.disconnect();
    const tables = await query<{ name: string }>(
      database.adminUrl,
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'bullmq'`,
    );
    for (const { name } of tables.filter((table) => /job/.test(table.name))) {
      expect(await query(database.adminUrl, `SELECT 1 FROM bullmq."${name}"`)).toEqual([]);
    }
    expect(tables.some(({ name }) => /job/.test(name))).toBe(true);
  },
);
