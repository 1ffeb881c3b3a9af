import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { startProcess } from './support/childProcess.ts';
import { until } from './support/deferred.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import {
  createTestHouse,
  eventsOf,
  type ImportAnswer,
  type Person,
  registerPerson,
} from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const FILLS = 22_000;
/** Rows without ids, so that equal ones are told apart by counting, which must survive the break too. */
const base = writtenHistory({ fills: FILLS / 2, hasIds: false, seed: 3 }).trimEnd();
const file = [base, ...base.split('\n').slice(1)].join('\n');

async function upload(person: Person): Promise<string> {
  const answer = await person.upload('/v1/imports', file);
  return answer.json<{ importId: string }>().importId;
}

async function batchesDone(importId: string): Promise<number> {
  const [row] = await query<{ n: number }>(
    database.adminUrl,
    'SELECT "batchesDone" AS n FROM "Import" WHERE id = $1',
    [importId],
  );
  return row?.n ?? 0;
}

async function expectWholeImport(person: Person, importId: string): Promise<void> {
  const done = await person.get<ImportAnswer>(`/v1/imports/${importId}`);
  expect(done).toMatchObject({
    status: 'done',
    rows: { read: FILLS, accepted: FILLS, duplicate: 0, ignored: 0, rejected: 0 },
  });
  const [trades] = await query<{ n: number; links: number }>(
    database.adminUrl,
    `SELECT (SELECT count(*)::int FROM "Trade" WHERE "userId" = $1) AS n,
       (SELECT count(*)::int FROM "ImportTrade" WHERE "userId" = $1) AS links`,
    [person.id],
  );
  expect(trades).toEqual({ n: FILLS, links: FILLS });
  const completed = (await eventsOf(database, person.id)).filter(({ type }) => type === 'import.completed');
  expect(completed).toHaveLength(1);
}

describe('an import that breaks off', () => {
  it('goes on after the batch that was stored last, whichever it was', async () => {
    for (const batches of [1, 3]) {
      const person = await registerPerson(house);
      const importId = await upload(person);
      let left = batches;
      const signal = {
        throwIfAborted: () => {
          left -= 1;
          if (left < 0) throw new Error('the worker stops here');
        },
      } as AbortSignal;
      const handler = house.house.jobs.find((jobs) => jobs.importFills)?.importFills;
      const context = { signal, log: createLogger('test', 'silent'), attempt: 1, isTurnOver: () => false };
      await expect(handler?.run({ v: 1, userId: person.id, importId }, context)).rejects.toThrow(
        'stops here',
      );
      expect(await batchesDone(importId)).toBe(batches);
      await house.drain();
      await expectWholeImport(person, importId);
    }
  });

  it('completes once after its process was killed with -9', async () => {
    const person = await registerPerson(house);
    const importId = await upload(person);
    const { dataDir } = house.foundation.config;
    const runner = await startProcess('importRunner.ts', [database.appUrl, dataDir, person.id, importId]);
    await until(async () => (await batchesDone(importId)) >= 1);
    await runner.kill();
    expect(await person.get(`/v1/imports/${importId}`)).toMatchObject({ status: 'running' });
    await house.drain();
    await expectWholeImport(person, importId);
  });

  it('is taken up by two runs at once and still counts every row once', async () => {
    const person = await registerPerson(house);
    const importId = await upload(person);
    const handler = house.house.jobs.find((jobs) => jobs.importFills)?.importFills;
    const run = () =>
      handler?.run(
        { v: 1, userId: person.id, importId },
        {
          signal: new AbortController().signal,
          log: createLogger('test', 'silent'),
          attempt: 1,
          isTurnOver: () => false,
        },
      );
    await Promise.all([run(), run()]);
    await house.drain();
    await expectWholeImport(person, importId);
  });
});
