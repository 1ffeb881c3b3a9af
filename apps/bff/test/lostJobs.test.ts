import { describe, expect, it } from 'vitest';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** Jobs that the sweeper asks for, for this person. */
async function dueFor(person: Person): Promise<string[]> {
  const jobs = await Promise.all(house.house.due.map((source) => source()));
  return jobs
    .flat()
    .flatMap(({ name, payload }) => ('userId' in payload && payload.userId === person.id ? [name] : []));
}

async function scoredAgo(person: Person, minutes: number, what: string): Promise<void> {
  await query(database.adminUrl, what, [person.id]);
  await query(
    database.adminUrl,
    `UPDATE "ScoreState" SET "scoredAt" = now() - make_interval(mins => $2) WHERE "userId" = $1`,
    [person.id, minutes],
  );
}

async function runBoth(person: Person): Promise<void> {
  for (const job of ['reportBiases', 'checkRules'] as const)
    await house.queue.enqueue(job, { v: 1, userId: person.id });
  await house.drainWithReports();
}

describe('a job that is lost between a commit and the queue', () => {
  it.each([
    ['reportBiases', `UPDATE "ScoreState" SET "reportVersion" = 0 WHERE "userId" = $1`],
    [
      'checkRules',
      `UPDATE "Rule" SET "checkedVersion" = NULL, "updatedAt" = now() - interval '5 minutes' WHERE "userId" = $1`,
    ],
  ])('is asked for again by what the tables say: %s', async (name, lose) => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 40 }));
    await person.browser.send('POST', '/v1/rules', { kind: 'max_trades_per_day', params: { trades: 2 } });
    await runBoth(person);
    // Each start looks through everybody once.
    await dueFor(person);
    await scoredAgo(person, 2, 'SELECT $1::text');
    expect(await dueFor(person)).not.toContain(name);
    await scoredAgo(person, 2, lose);
    expect(await dueFor(person)).toContain(name);
    await runBoth(person);
    expect(await dueFor(person)).not.toContain(name);
  });
});
