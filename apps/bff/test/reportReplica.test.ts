import { expect, it } from 'vitest';
import { readModelFile } from '../src/modules/biases/index.ts';
import { ReportService } from '../src/modules/biases/ReportService.ts';
import type { ForScoring } from '../src/modules/biases/scoreRepos.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const model = readModelFile(new URL('../../../model/bias-model.json', import.meta.url));
const database = await createTestDatabase();
const house = await createTestHouse(database);

/** A replica that is so many versions of the data behind, and counts what is read there. */
function replicaBehind(versions: number) {
  const reads = { history: 0 };
  const forUser: ForScoring = (userId, work, options) =>
    database.forUser(
      userId,
      ({ scoreStates, trades, ...repos }) => {
        const get = async (id: string) => {
          const state = await scoreStates.get(id);
          return { ...state, scoredVersion: state.scoredVersion - versions };
        };
        const pageFills: typeof trades.pageFills = (...asked) => {
          reads.history += 1;
          return trades.pageFills(...asked);
        };
        return work({
          ...repos,
          scoreStates: Object.assign(Object.create(scoreStates), { get }),
          trades: Object.assign(Object.create(trades), { pageFills }),
        });
      },
      options,
    );
  return { forUser, reads };
}

it('a report reads the history from the replica, and not before it has what was scored', async () => {
  const person = await registerPerson(house);
  await person.importFile(writtenHistory({ fills: 40 }));
  const report = async (replica: ForScoring) => {
    const read: number[] = [];
    const service = new ReportService({
      ...{ forUser: database.forUser, replica, clock: house.foundation.clock, model },
      compute: async (onAsked) => {
        const fills = (await onAsked({ kind: 'fills', after: null })) as object[];
        read.push(fills.length);
        await onAsked({ kind: 'reported', reported: { accounts: [], twin: [], automated: [] } });
      },
    });
    await query(database.adminUrl, 'UPDATE "ScoreState" SET "reportVersion" = 0 WHERE "userId" = $1', [
      person.id,
    ]);
    expect(await service.report(person.id)).toBe(true);
    return read;
  };
  const [level, behind] = [replicaBehind(0), replicaBehind(1)];
  expect([await report(level.forUser), level.reads.history]).toEqual([[40], 1]);
  expect([await report(behind.forUser), behind.reads.history]).toEqual([[40], 0]);
});
