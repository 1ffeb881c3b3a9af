import { expect, it } from 'vitest';
import { readModelFile } from '../src/modules/biases/index.ts';
import { ReportService } from '../src/modules/biases/ReportService.ts';
import type { ForScoring } from '../src/modules/biases/scoreRepos.ts';
import { until } from './support/deferred.ts';
import { startReplicated } from './support/standby.ts';
import { query } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const model = readModelFile(new URL('../../../model/bias-model.json', import.meta.url));
const { primary, standby, standbyAdmin } = await startReplicated();
const house = await createTestHouse(primary);

/** The database, with its pages of fills counted. */
function counted(forUser: ForScoring) {
  const reads = { pages: 0 };
  const counting: ForScoring = (userId, work, options) =>
    forUser(
      userId,
      ({ trades, ...repos }) => {
        const pageFills: typeof trades.pageFills = (...asked) => {
          reads.pages += 1;
          return trades.pageFills(...asked);
        };
        return work({ ...repos, trades: Object.assign(Object.create(trades), { pageFills }) });
      },
      options,
    );
  return { forUser: counting, reads };
}

/** How many fills a report on the person takes in, and from where. */
async function report(userId: string) {
  const [main, replica] = [counted(primary.forUser), counted(standby.forUser)];
  let fills = 0;
  const service = new ReportService({
    ...{ forUser: main.forUser, replica: replica.forUser, clock: house.foundation.clock, model },
    compute: async (onAsked) => {
      fills = ((await onAsked({ kind: 'fills', after: null })) as object[]).length;
      await onAsked({ kind: 'reported', reported: { accounts: [], twin: [], automated: [] } });
    },
  });
  await query(primary.adminUrl, 'UPDATE "ScoreState" SET "reportVersion" = 0 WHERE "userId" = $1', [userId]);
  expect(await service.report(userId)).toBe(true);
  return { fills, primary: main.reads.pages, standby: replica.reads.pages };
}

async function caughtUp(): Promise<void> {
  const [at] = await query<{ lsn: string }>(primary.adminUrl, 'SELECT pg_current_wal_lsn() AS lsn');
  await until(async () => {
    const [is] = await query<{ there: boolean }>(
      standbyAdmin,
      'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there',
      [at?.lsn],
    );
    return is?.there === true;
  });
}

it('a report reads the history from a hot standby, and from the primary while that lags', async () => {
  const person = await registerPerson(house);
  await person.importFile(writtenHistory({ fills: 40 }));
  await caughtUp();
  expect(await report(person.id)).toEqual({ fills: 40, primary: 0, standby: 1 });
  await query(standbyAdmin, 'SELECT pg_wal_replay_pause()');
  await person.importFile(writtenHistory({ fills: 60 }));
  expect(await report(person.id)).toEqual({ fills: 60, primary: 1, standby: 0 });
  await query(standbyAdmin, 'SELECT pg_wal_replay_resume()');
  await caughtUp();
  expect(await report(person.id)).toEqual({ fills: 60, primary: 0, standby: 1 });
});

it('a standby takes no writes', async () => {
  const writing = standby.forUser('nobody', ({ outbox }) => outbox.append('nobody', 'account.updated', {}));
  await expect(writing).rejects.toThrow(/read-only/);
});
