import { randomFrom } from '@twin/engine/stats/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_REDIS } from '../apps/bff/test/support/redisServer.ts';
import { ChaosHouse, type Store } from './ChaosHouse.ts';
import { violationsOf, type Yardstick } from './invariants.ts';
import { disturbed, undisturbed } from './round.ts';

const SEED = 7;
const stores: { store: Store; name: string }[] = [
  { store: 'postgres', name: 'PostgreSQL' },
  { store: 'redis', name: HAS_REDIS ? 'Redis' : 'Redis (skipped: redis-server is not installed)' },
];

/** The short form of `npm run chaos`. */
describe.each(stores)('two api and two worker processes on $name', ({ store }) => {
  const isSkipped = store === 'redis' && !HAS_REDIS;
  let house: ChaosHouse;
  let yardstick: Yardstick;

  beforeAll(async () => {
    if (isSkipped) return;
    house = await ChaosHouse.open(store, { hasMl: false });
    yardstick = await undisturbed(house, randomFrom(SEED));
  });
  afterAll(() => house?.close());

  it.skipIf(isSkipped).each([1, 2, 3])('lose nothing and do nothing twice in round %i', async (round) => {
    const result = await disturbed(house, yardstick, randomFrom(SEED * 1_000 + round), 3);
    expect(await violationsOf(house, yardstick, result), result.struck.join(', ')).toEqual([]);
  });
});
