import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { cleanUp } from './support/cleanUp.ts';
import { lettersOf } from './support/letters.ts';
import { HAS_REDIS, startRedis } from './support/redisServer.ts';
import { codeOf, createTestApi, PASSWORD, registeredBrowser, TestBrowser } from './support/testApi.ts';
import { createTestDatabase, query, type TestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { historyRows } from './support/writtenHistory.ts';

/** Stands in one trade of the person and nowhere else in the world. */
const CANARY = '31415.926535897932384626';
const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** Every place of the database whose row, as text, holds one of the words. */
async function findInDatabase({ adminUrl }: TestDatabase, words: readonly string[]): Promise<string[]> {
  const tables = await query<{ name: string }>(
    adminUrl,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const found: string[] = [];
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT t::text AS row FROM ${name} t`);
    for (const { row } of rows) {
      found.push(...words.filter((word) => holds(row, word)).map((word) => `${name}: ${word}`));
    }
  }
  await client.end();
  return [...new Set(found)];
}

/** Also as the hexadecimal text that bytes are shown in. */
function holds(text: string, word: string): boolean {
  return text.includes(word) || text.includes(Buffer.from(word).toString('hex'));
}

async function findInFolder(folder: string, words: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    found.push(...words.filter((word) => bytes.includes(word) || entry.name.includes(word)));
  }
  return found;
}

async function findInRedis(url: string, words: readonly string[]): Promise<string[]> {
  const redis = new Redis(url);
  const found: string[] = [];
  for (const key of await redis.keys('*')) {
    const dump = await redis.dumpBuffer(key);
    // DUMP may compress long strings, so what can be read as text is read too.
    const type = await redis.type(key);
    const shown = JSON.stringify([
      key,
      type === 'hash' ? await redis.hgetall(key) : '',
      dump?.toString('latin1'),
    ]);
    found.push(...words.filter((word) => shown.includes(word)).map((word) => `${key}: ${word}`));
  }
  redis.disconnect();
  return found;
}

/** A person with something in every place: trades, scores, a rule, an export, a letter, a second device. */
async function livedIn(fills: number): Promise<{ person: Person; words: string[] }> {
  const person = await registerPerson(house);
  const rows = [
    ...historyRows({ fills: fills - 1 }),
    `canary,2026-01-05T00:00:00Z,BTC-USD,buy,1,${CANARY},,`,
  ];
  await person.importFile([HEADER, ...rows.map((row) => row.split(',').slice(0, 8).join(','))].join('\n'));
  const { email } = (await person.get<{ user: { email: string } }>('/v1/auth/session')).user;
  await person.browser.send('POST', '/v1/auth/reset', { email });
  await person.export();
  return { person, words: [person.id, email, CANARY] };
}

describe('a deleted account', () => {
  it('of 10,000 trades leaves nothing: not in the database, not in files, and takes at most 5 s', async () => {
    const { person, words } = await livedIn(10_000);
    const before = await findInDatabase(database, words);
    expect(before.length).toBeGreaterThan(20);
    expect(await findInFolder(house.foundation.config.dataDir, words)).not.toEqual([]);
    const begun = performance.now();
    const answer = await person.browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
    const seconds = (performance.now() - begun) / 1000;
    expect([answer.statusCode, answer.json()]).toEqual([200, { endYourself: [] }]);
    expect(await findInDatabase(database, words)).toEqual([]);
    expect(await findInFolder(house.foundation.config.dataDir, words)).toEqual([]);
    expect(person.browser.cookies.has('twin_session')).toBe(false);
    console.log(`deleted 10,000 trades in ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThanOrEqual(5);
  }, 300_000);

  it('leaves the others as they are', async () => {
    const { person: stays } = await livedIn(50);
    const { person: leaves } = await livedIn(50);
    const read = async () => ({
      trades: await stays.get('/v1/trades'),
      summary: await stays.get('/v1/account/summary'),
      audit: await stays.get('/v1/audit'),
    });
    const before = await read();
    await leaves.browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
    expect(await read()).toEqual(before);
  });

  it('is gone for its other devices too, and its address may register again', async () => {
    const { person } = await livedIn(10);
    const { email } = (await person.get<{ user: { email: string } }>('/v1/auth/session')).user;
    const phone = await new TestBrowser(house.app, '10.3.3.3').visit();
    await phone.send('POST', '/v1/auth/login', { email, password: PASSWORD });
    await person.browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
    expect((await phone.send('GET', '/v1/auth/session')).statusCode).toBe(401);
    expect(codeOf(await phone.send('POST', '/v1/auth/login', { email, password: PASSWORD }))).toBe(
      'LOGIN_FAILED',
    );
    const anew = await registeredBrowser(house.app, email);
    expect((await anew.send('GET', '/v1/trades')).json()).toEqual({ items: [], nextCursor: null });
  });

  it('needs the password: a stolen session deletes nothing', async () => {
    const { person } = await livedIn(10);
    const wrong = await person.browser.send('POST', '/v1/privacy/delete', { password: 'not the password' });
    expect(codeOf(wrong)).toBe('PASSWORD_WRONG');
    expect(codeOf(await person.browser.send('POST', '/v1/privacy/delete', {}))).toBe('INVALID_INPUT');
    expect(await person.get('/v1/audit')).toMatchObject({ items: expect.any(Array) });
  });

  it('writes no letter that was already asked for', async () => {
    const person = await registerPerson(house);
    const { email } = (await person.get<{ user: { email: string } }>('/v1/auth/session')).user;
    await person.browser.send('POST', '/v1/auth/reset', { email });
    await person.browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
    await house.drain();
    expect(await lettersOf(house, email)).toEqual([]);
  });
});

describe.each(['PostgreSQL', 'Redis'])('jobs of a deleted account on %s', (store) => {
  it.skipIf(store === 'Redis' && !HAS_REDIS)(
    'are gone, waiting and failed ones too (skipped where redis-server is absent)',
    async () => {
      const own = await createTestDatabase();
      const redis = store === 'Redis' ? await startRedis() : null;
      if (redis) cleanUp(() => redis.stop());
      const variables: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
      const { app, foundation } = await createTestApi(own, { variables });
      const browser = await registeredBrowser(app, 'jobs@example.org');
      const { id } = (await browser.send('GET', '/v1/auth/session')).json<{ user: { id: string } }>().user;
      await browser.send('POST', '/v1/privacy/exports');
      await browser.send('POST', '/v1/auth/reset', { email: 'jobs@example.org' });
      await foundation.queue.enqueue(
        'scoreDecisions',
        { v: 1, userId: id },
        { dedupeKey: id, delayMs: 60_000 },
      );
      await foundation.queue.enqueue('scoreDecisions', { v: 1, userId: 'somebody-else' });
      const words = [id, 'jobs@example.org'];
      const find = async () => [
        ...(await findInDatabase(own, words)),
        ...(redis ? await findInRedis(redis.url, words) : []),
      ];
      expect((await find()).some((place) => /bull/.test(place))).toBe(true);
      const answer = await browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
      expect(answer.statusCode).toBe(200);
      expect(await find()).toEqual([]);
      const counts = await foundation.queue.countJobs();
      expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    },
    120_000,
  );
});

describe('the audit trail', () => {
  it('shows the person what was done with the account, newest first, and nobody else’s', async () => {
    const person = await registerPerson(house);
    await person.browser.send('PATCH', '/v1/settings', { theme: 'dark' });
    await person.browser.send('POST', '/v1/auth/totp', { password: PASSWORD });
    const { items } = await person.get<{ items: { action: string; meta: object }[] }>('/v1/audit');
    expect(items.map(({ action }) => action)).toEqual([
      'settings.changed',
      'session.opened',
      'user.registered',
    ]);
    const first = await person.get<{ items: object[]; nextCursor: string }>('/v1/audit?limit=2');
    const rest = await person.get<{ items: object[] }>(`/v1/audit?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(items);
  });
});
