import { describe, expect, it } from 'vitest';
import { MemoryRateLimiter } from '../src/adapters/rateLimit/MemoryRateLimiter.ts';
import { RedisRateLimiter } from '../src/adapters/rateLimit/RedisRateLimiter.ts';
import type { RateLimiter } from '../src/ports/rateLimiter.ts';
import { cleanUp } from './support/cleanUp.ts';
import { HAS_REDIS, startRedis } from './support/redisServer.ts';
import { codeOf, createTestApi, registeredBrowser, TestBrowser } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
const redis = HAS_REDIS ? await startRedis() : null;
if (redis) cleanUp(() => redis.stop());

const inRedis = (): RateLimiter => {
  const limiter = new RedisRateLimiter(redis?.url ?? '', () => undefined);
  cleanUp(() => limiter.close());
  return limiter;
};
const stores: { name: string; open(): RateLimiter; isAbsent: boolean }[] = [
  { name: 'memory', open: () => new MemoryRateLimiter({ now: () => new Date() }), isAbsent: false },
  { name: 'PostgreSQL', open: () => database.withoutUser.rateWindows, isAbsent: false },
  { name: 'Redis (skipped where redis-server is absent)', open: inRedis, isAbsent: redis === null },
];

/** What every counter of calls holds to. */
describe.each(stores)('calls counted in $name', ({ open, isAbsent }) => {
  it.skipIf(isAbsent)(
    'pass up to the limit, then wait until the window ends, each key for itself',
    async () => {
      const limiter = open();
      const limit = { calls: 3, windowMs: 60_000 };
      const waits: number[] = [];
      for (let call = 0; call < 5; call += 1) waits.push(await limiter.take('a', limit));
      expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
      for (const wait of waits.slice(3)) {
        expect(wait).toBeGreaterThan(50);
        expect(wait).toBeLessThanOrEqual(60);
      }
      expect(await limiter.take('b', limit)).toBe(0);
    },
  );

  it.skipIf(isAbsent)('count as many when they come at once', async () => {
    const limiter = open();
    const waits = await Promise.all(
      Array.from({ length: 40 }, () => limiter.take('flood', { calls: 10, windowMs: 60_000 })),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  });

  it.skipIf(isAbsent)('begin anew in the next window', async () => {
    const limiter = open();
    const limit = { calls: 1, windowMs: 150 };
    expect(await limiter.take('short', limit)).toBe(0);
    expect(await limiter.take('short', limit)).toBeGreaterThan(0);
    await expect.poll(() => limiter.take('short', limit), { timeout: 5_000 }).toBe(0);
  });
});

describe('two api processes', () => {
  it('count writes and guesses together, and store nobody’s id or address with them', async () => {
    const one = { calls: 2, windowMs: 60_000 };
    const rateLimits = { read: { calls: 1e6, windowMs: 60_000 }, write: one, upload: one, credentials: one };
    const apis = [
      await createTestApi(database, { rateLimits }),
      await createTestApi(database, { rateLimits }),
    ];
    const [first, second] = apis.map(({ app }) => app);
    if (!first || !second) throw new Error('no api');
    const browser = await registeredBrowser(first, 'both@example.org');
    const other = new TestBrowser(second);
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    const patch = { theme: 'dark' };
    const answers = [
      await browser.send('PATCH', '/v1/settings', patch),
      await other.send('PATCH', '/v1/settings', patch),
      await browser.send('PATCH', '/v1/settings', patch),
      await other.send('PATCH', '/v1/settings', patch),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429, 429]);
    const last = answers.at(-1);
    expect(last && codeOf(last)).toBe('RATE_LIMITED');
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    const { id } = (await browser.send('GET', '/v1/auth/session')).json<{ user: { id: string } }>().user;
    const rows = await query<{ key: string }>(database.adminUrl, `SELECT key FROM "RateLimit"`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows)
      for (const word of [id, '127.0.0.1', 'both@']) expect(key).not.toContain(word);
  });
});
