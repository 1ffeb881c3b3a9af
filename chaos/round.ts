import type { Random } from '@twin/engine/stats/random';
import pg from 'pg';
import { HEADER, historyRows } from '../apps/bff/test/support/writtenHistory.ts';
import type { ChaosHouse } from './ChaosHouse.ts';
import { ChaosPerson } from './ChaosPerson.ts';
import { faultsOf, pause } from './faults.ts';
import { type RoundResult, readTags, type Yardstick } from './invariants.ts';

const FILLS = 240;
const QUIET_MS = 150_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

let people = 0;

async function newcomer(house: ChaosHouse, random: Random): Promise<ChaosPerson> {
  const person = new ChaosPerson(house.addresses, random);
  people += 1;
  await person.register(`chaos-${people}@example.org`);
  return person;
}

/** One person's fills, imported whole and without any fault. Its last week is the one before this. */
export async function undisturbed(house: ChaosHouse, random: Random): Promise<Yardstick> {
  const written = historyRows({ fills: FILLS, seed: random.below(1_000_000), startMs: 0 });
  const lastTs = Date.parse(written.at(-1)?.split(',')[1] ?? '');
  const shift = Math.floor((Date.now() - lastTs) / HOUR_MS) * HOUR_MS - WEEK_MS;
  const rows = written.map((row) => {
    const [id, ts = '', ...rest] = row.split(',');
    return [id, new Date(Date.parse(ts) + shift).toISOString(), ...rest].join(',');
  });
  const person = await newcomer(house, random);
  await person.upload('whole.csv', fileOf(rows));
  await untilQuiet(house, person.id, 1);
  return { rows, tags: await readTags(house.adminUrl, person.id) };
}

/** Import, score, tell and summarise while `count` faults strike; then waits until nothing is left to do. */
export async function disturbed(
  house: ChaosHouse,
  yardstick: Yardstick,
  random: Random,
  count: number,
): Promise<RoundResult> {
  const person = await newcomer(house, random);
  person.follow();
  const files = filesOf(yardstick.rows);
  // The first event is the client's place in the stream: what comes after it may not be missed.
  await person.upload('first.csv', files[0] ?? '');
  while (person.frames.length === 0) await pause(20);
  const struck: string[] = [];
  const faults = faultsOf(house, person, random);
  const strike = async (): Promise<void> => {
    for (let done = 0; done < count; done += 1) {
      await pause(random.below(600));
      const fault = faults[random.below(faults.length)];
      if (!fault) continue;
      struck.push(fault.name);
      await fault.strike();
    }
  };
  const upload = async (): Promise<void> => {
    for (const [at, file] of files.entries()) {
      await pause(random.below(400));
      await person.upload(`part-${at}.csv`, file);
    }
  };
  await Promise.all([strike(), upload()]);
  await house.untilReady();
  const unfinished = await untilQuiet(house, person.id, files.length);
  await person.requestDigest();
  unfinished.push(...(await untilReceived(house, person)));
  person.leave();
  return {
    userId: person.id,
    frames: person.frames,
    head: person.frames.at(-1)?.id ?? '',
    struck,
    unfinished,
    died: house.takeDeaths(),
  };
}

/** Two halves that overlap, and the whole once more: most fills come twice or three times. */
function filesOf(rows: readonly string[]): string[] {
  const third = Math.floor(rows.length / 3);
  return [rows.slice(0, 2 * third), rows.slice(third), rows].map(fileOf);
}

function fileOf(rows: readonly string[]): string {
  return [HEADER, ...rows].join('\n').concat('\n');
}

/** Every status row of the person is at rest. @returns what is not, when it takes too long */
async function untilQuiet(house: ChaosHouse, userId: string, imports: number): Promise<string[]> {
  return until(house, `the work of ${userId}`, async (client) => {
    const { rows } = await client.query<Record<string, boolean>>(
      `SELECT s.status IN ('idle', 'failed') AND s."scoredVersion" = s."dataVersion" AS scores,
         s."reportVersion" > 0 AS report, d."nextAt" > now() AS digests,
         (SELECT count(*) >= $2 AND bool_and(status IN ('done', 'failed')) FROM "Import" WHERE "userId" = $1) AS imports,
         (SELECT bool_and(status = 'failed' OR "reflectedAt" IS NOT NULL)
          FROM "Import" WHERE "userId" = $1) AS reflections
       FROM "ScoreState" s LEFT JOIN "DigestSchedule" d USING ("userId") WHERE s."userId" = $1`,
      [userId, imports],
    );
    return Object.entries(rows[0] ?? { scores: false }).flatMap(([part, isDone]) => (isDone ? [] : [part]));
  });
}

/** The client has come as far as the outbox. */
async function untilReceived(house: ChaosHouse, person: ChaosPerson): Promise<string[]> {
  return until(house, `the events of ${person.id}`, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM "EventOutbox" WHERE "userId" = $1 ORDER BY ts DESC, id DESC LIMIT 1',
      [person.id],
    );
    return rows[0]?.id === person.frames.at(-1)?.id ? [] : ['the newest'];
  });
}

async function until(
  house: ChaosHouse,
  what: string,
  findMissing: (client: pg.Client) => Promise<string[]>,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: house.adminUrl });
  await client.connect();
  const deadline = performance.now() + QUIET_MS;
  try {
    for (;;) {
      const missing = await findMissing(client);
      if (missing.length === 0) return [];
      if (performance.now() > deadline)
        return [`${what} did not end within ${QUIET_MS / 1000} s: ${missing.join(', ')}`];
      await pause(100);
    }
  } finally {
    await client.end();
  }
}
