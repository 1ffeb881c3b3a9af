import { randomFrom } from '@twin/engine/stats/random';
import pg from 'pg';
import type { ChaosHouse } from './ChaosHouse.ts';
import { pause } from './faults.ts';
import { INVARIANTS, type Invariant, openQueue, type RoundResult, violationsOf } from './invariants.ts';
import { disturbed, undisturbed } from './round.ts';

type Sabotage = (house: ChaosHouse, result: RoundResult) => Promise<RoundResult>;

/** How each invariant is broken behind the product's back. */
const SABOTAGES: Record<Invariant, Sabotage> = {
  trades: inDatabase(
    `DELETE FROM "Trade" WHERE id = (SELECT t.id FROM "Trade" t WHERE t."userId" = $1
       AND NOT EXISTS (SELECT FROM "BiasTag" b WHERE b."tradeId" = t.id) LIMIT 1)`,
  ),
  tags: inDatabase(
    `UPDATE "BiasTag" SET confidence = confidence / 2 WHERE id = (SELECT id FROM "BiasTag" WHERE "userId" = $1 LIMIT 1)`,
  ),
  events: async (_house, result) => ({
    ...result,
    frames: [...result.frames.slice(0, -1), ...result.frames.slice(-2)],
  }),
  digests: inDatabase(
    `INSERT INTO "Digest" (id, "userId", "periodStart", "periodEnd", payload, "inputHash")
     SELECT id || '-again', "userId", "periodStart" + interval '1 hour', "periodEnd", payload, "inputHash"
     FROM "Digest" WHERE "userId" = $1 LIMIT 1`,
  ),
  queues: async (house, result) => {
    const queue = openQueue(house);
    await queue.enqueue('writeDigests', { v: 1, userId: result.userId }, { delayMs: 600_000 });
    await queue.close();
    return result;
  },
  rest: async (_house, result) => ({ ...result, unfinished: ['a job that never ends'] }),
  processes: async (house, result) => {
    house.workers[0]?.crash();
    while ((house.workers[0]?.deaths.length ?? 1) === 0) await pause(20);
    return { ...result, died: house.takeDeaths() };
  },
  'dead letters': inDatabase(
    `UPDATE "Import" SET status = 'failed' WHERE id = (SELECT id FROM "Import" WHERE "userId" = $1 LIMIT 1)`,
  ),
};

/** Breaks one invariant at a time after a calm round. @returns those that were not noticed, or not alone */
export async function selfTest(house: ChaosHouse, seed: number): Promise<string[]> {
  const random = randomFrom(seed);
  const yardstick = await undisturbed(house, random);
  const missed: string[] = [];
  for (const invariant of INVARIANTS) {
    const calm = await disturbed(house, yardstick, random, 0);
    const before = await violationsOf(house, yardstick, calm);
    const broken = await SABOTAGES[invariant](house, calm);
    const after = await violationsOf(house, yardstick, broken);
    await forget(house, broken);
    const named = [...new Set(after.map((violation) => violation.invariant))];
    const isCaught = before.length === 0 && named.length === 1 && named[0] === invariant;
    console.log(
      `${invariant}: ${isCaught ? 'caught' : 'NOT CAUGHT'} (${after[0]?.reason ?? 'nothing found'})`,
    );
    if (!isCaught)
      missed.push(`${invariant}: calm ${JSON.stringify(before)}, broken ${JSON.stringify(after)}`);
  }
  return missed;
}

/** Jobs of this round that wait are no violation of the next one. */
async function forget(house: ChaosHouse, { userId }: RoundResult): Promise<void> {
  const queue = openQueue(house);
  await queue.forget(userId);
  await queue.close();
}

function inDatabase(sql: string): Sabotage {
  return async (house, result) => {
    const client = new pg.Client({ connectionString: house.adminUrl });
    await client.connect();
    const { rowCount } = await client.query(sql, [result.userId]);
    await client.end();
    if (rowCount !== 1) throw new Error(`the sabotage changed ${rowCount} rows`);
    return result;
  };
}
