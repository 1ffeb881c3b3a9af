import { parseArgs } from 'node:util';
import { randomFrom } from '@twin/engine/stats/random';
import { HAS_REDIS } from '../apps/bff/test/support/redisServer.ts';
import { ChaosHouse, type Store } from './ChaosHouse.ts';
import { violationsOf } from './invariants.ts';
import { disturbed, undisturbed } from './round.ts';
import { selfTest } from './selfTest.ts';

/** npm run chaos [-- --rounds N] [--faults N] [--seed S] [--store postgres|redis] [--self-test]; exit status 1 on a violation. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    faults: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string' },
    'self-test': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const faults = Number(values.faults);
const stores: Store[] = HAS_REDIS ? ['postgres', 'redis'] : ['postgres'];
if (!HAS_REDIS) console.log('redis-server is not installed: PostgreSQL alone');
let violations = 0;
for (const store of stores.filter((name) => values.store === undefined || values.store === name)) {
  const house = await ChaosHouse.open(store, { hasMl: true });
  try {
    if (!house.disk.canBeFull) console.log('no file system may be mounted here: no full disk');
    violations += values['self-test']
      ? told(await selfTest(house, seed))
      : await runRounds(house, Number(values.rounds));
  } finally {
    await house.close();
  }
}
console.log(violations === 0 ? 'every invariant held' : `${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;

/** @returns how many */
function told(missed: readonly string[]): number {
  for (const line of missed) console.log(line);
  return missed.length;
}

async function runRounds(house: ChaosHouse, rounds: number): Promise<number> {
  let found = 0;
  const yardstick = await undisturbed(house, randomFrom(seed));
  for (let round = 1; round <= rounds; round += 1) {
    const begun = performance.now();
    const result = await disturbed(house, yardstick, randomFrom(seed * 1_000 + round), faults);
    const wrong = await violationsOf(house, yardstick, result);
    found += wrong.length;
    const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
    console.log(
      `${house.store} ${round}/${rounds} ${wrong.length === 0 ? 'holds' : 'BROKEN'} ${took}: ${result.struck.join(', ')}`,
    );
    for (const { invariant, reason } of wrong) console.log(`  ${invariant}: ${reason}`);
  }
  return found;
}
