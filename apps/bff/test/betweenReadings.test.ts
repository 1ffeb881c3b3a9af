import { expect, it } from 'vitest';
import { BiasService } from '../src/modules/biases/BiasService.ts';
import { AccountService } from '../src/modules/journal/AccountService.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const MODEL = 'a model';

/** The database, in which the worker commits its news between the first two readings of an answer. */
function interruptedBy(commit: () => Promise<unknown>): Pick<typeof database, 'forUser'> {
  let isDue = true;
  const before = async <T>(reading: Promise<T>): Promise<T> => {
    const answer = await reading;
    if (isDue) {
      isDue = false;
      await commit();
    }
    return answer;
  };
  return {
    forUser: (userId, work, options) =>
      database.forUser(
        userId,
        ({ scoreStates, biasReports, journal, ...repos }) => {
          const find: typeof scoreStates.find = (...asked) => before(scoreStates.find(...asked));
          const list: typeof biasReports.list = (...asked) => before(biasReports.list(...asked));
          const findSummary: typeof journal.findSummary = (...asked) => before(journal.findSummary(...asked));
          return work({
            ...repos,
            scoreStates: Object.assign(Object.create(scoreStates), { find }),
            biasReports: Object.assign(Object.create(biasReports), { list }),
            journal: Object.assign(Object.create(journal), { findSummary }),
          });
        },
        options,
      ),
  };
}

async function personWithFills(): Promise<Person> {
  const person = await registerPerson(house);
  await person.importFile(writtenHistory({ fills: 40 }));
  return person;
}

const write = (sql: string, { id }: Person) => query(database.adminUrl, sql, [id]);

it('reports that come while they are asked for are there, or said to be on their way', async () => {
  const person = await personWithFills();
  await write(`UPDATE "ScoreState" SET "reportVersion" = 0 WHERE "userId" = $1`, person);
  const report = () =>
    write(
      `WITH told AS (UPDATE "ScoreState" SET "reportVersion" = "dataVersion" WHERE "userId" = $1 RETURNING *)
      INSERT INTO "BiasReport" ("userId", account, label, payload, "dataVersion", "engineVersion", "modelVersion")
      SELECT "userId", '', 'panic_sell', '{}', "dataVersion", 'an engine', '${MODEL}' FROM told`,
      person,
    );
  const { items, isUpdating } = await new BiasService(interruptedBy(report), MODEL).reports(person.id, {});
  expect({ isThere: items.length > 0, isUpdating }).toEqual({ isThere: true, isUpdating: true });
  const after = await new BiasService(database, MODEL).reports(person.id, {});
  expect({ reports: after.items.length, isUpdating: after.isUpdating }).toEqual({
    reports: 1,
    isUpdating: false,
  });
});

it('totals that come while they are asked for are there, or said to be on their way', async () => {
  const person = await personWithFills();
  await write(`UPDATE "ScoreState" SET "scoredVersion" = 0 WHERE "userId" = $1`, person);
  await write(`UPDATE "Summary" SET "dataVersion" = 0 WHERE "userId" = $1`, person);
  const score = () =>
    write(
      `WITH told AS (UPDATE "ScoreState" SET "scoredVersion" = "dataVersion" WHERE "userId" = $1 RETURNING *)
      UPDATE "Summary" s SET "dataVersion" = told."dataVersion" FROM told WHERE s."userId" = told."userId"`,
      person,
    );
  const { dataVersion, isUpdating } = await new AccountService(interruptedBy(score)).summary(person.id, {});
  expect({ isThere: dataVersion > 0, isUpdating }).toEqual({ isThere: true, isUpdating: true });
  const after = await new AccountService(database).summary(person.id, {});
  expect(after).toMatchObject({ dataVersion, isUpdating: false });
});
