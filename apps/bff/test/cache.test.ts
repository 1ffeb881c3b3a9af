import { describe, expect, it } from 'vitest';
import { RedisCache } from '../src/adapters/cache/RedisCache.ts';
import type { Cache } from '../src/ports/cache.ts';
import { startCoinbase } from './stubs/coinbaseStub.ts';
import { cleanUp } from './support/cleanUp.ts';
import { HAS_REDIS, startRedis } from './support/redisServer.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse } from './support/testHouse.ts';

const database = await createTestDatabase();
const redis = HAS_REDIS ? await startRedis() : null;
if (redis) cleanUp(() => redis.stop());

const inRedis = (): Cache => {
  const cache = new RedisCache(redis?.url ?? '', () => undefined);
  cleanUp(() => cache.close());
  return cache;
};
const stores: { name: string; open(): Cache; isAbsent: boolean }[] = [
  { name: 'PostgreSQL', open: () => database.withoutUser.cache, isAbsent: false },
  { name: 'Redis (skipped where redis-server is absent)', open: inRedis, isAbsent: redis === null },
];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5);

/** What every store of it holds to. */
describe.each(stores)('the cache in $name', ({ open, isAbsent }) => {
  it.skipIf(isAbsent)('gives what was set last under a key, and null where nothing was', async () => {
    const cache = open();
    await cache.set('candles:a', { bars: [[1, 2.5]], is: null, name: 'é€' }, MINUTE);
    await cache.set('candles:b', { bars: [] }, MINUTE);
    await cache.set('candles:b', { isUnknown: true }, MINUTE);
    expect(await cache.get('candles:a')).toEqual({ bars: [[1, 2.5]], is: null, name: 'é€' });
    expect(await open().get('candles:b')).toEqual({ isUnknown: true });
    expect(await cache.get('candles:c')).toBeNull();
  });

  it.skipIf(isAbsent)('forgets when the time is over', async () => {
    const cache = open();
    await cache.set('long', { a: 1 }, MINUTE);
    await cache.set('short', { a: 1 }, 200);
    await expect.poll(() => cache.get('short'), { timeout: 5_000 }).toBeNull();
    expect(await cache.get('long')).toEqual({ a: 1 });
  });
});

it.skipIf(redis === null)(
  'keeps fetched candles in Redis alone with REDIS_URL (skipped where redis-server is absent)',
  async () => {
    const coinbase = await startCoinbase();
    coinbase.candles.set('AAA-USD', [{ ts: START, price: '100' }]);
    const variables = { REDIS_URL: redis?.url ?? '', COINBASE_API_URL: coinbase.url.href };
    const { foundation } = await createTestHouse(database, { variables });
    await query(database.adminUrl, 'TRUNCATE "CacheEntry"');
    const [source] = foundation.market.sourcesFor(['coinbase']);
    const window = { symbol: 'AAA-USD', granularityMs: HOUR, from: START, to: START + HOUR };
    const read = () => source?.read(window, AbortSignal.timeout(10_000));
    const asked = await read();
    coinbase.candles.clear();
    expect(asked?.bars).toHaveLength(1);
    expect(await read()).toEqual(asked);
    expect(await query(database.adminUrl, 'SELECT key FROM "CacheEntry"')).toEqual([]);
  },
);
