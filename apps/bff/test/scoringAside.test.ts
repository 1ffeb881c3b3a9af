import { describe, expect, it } from 'vitest';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER, historyRows } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const FILE = [HEADER, ...historyRows({ fills: 60 })].join('\n');

async function untilOneWaits(): Promise<void> {
  let waiting = 0;
  while (waiting === 0) {
    const [row] = await query<{ waiting: number }>(
      database.adminUrl,
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      [],
    );
    waiting = row?.waiting ?? 0;
  }
}

/** What is answered to a change of trades that comes while a page of scores is being written. */
async function statusAmidScoring(person: Person, change: () => Promise<{ statusCode: number }>) {
  let answer: Promise<{ statusCode: number }> | undefined;
  await database.forUser(person.id, async ({ scoreStates, trades, biases }) => {
    await scoreStates.begin(person.id, new Date());
    answer = change();
    await untilOneWaits();
    // As at the end of a page: its trades and their tags are written.
    const { items } = await trades.list(person.id);
    await trades.assignDecisions(
      person.id,
      items.map(({ id }) => ({ tradeId: id, decisionId: id })),
    );
    for (const { id } of items) await biases.deleteByTrade(person.id, id);
  });
  return (await answer)?.statusCode;
}

describe('while a page of scores is being written', () => {
  it('an import is undone', async () => {
    const person = await registerPerson(house);
    const { id } = await person.importFile(FILE);
    const undo = () => person.browser.send('DELETE', `/v1/imports/${id}`);
    expect(await statusAmidScoring(person, undo)).toBe(204);
  });

  it('a trade is deleted and restored', async () => {
    const person = await registerPerson(house);
    await person.importFile(FILE);
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades');
    const path = `/v1/trades/${items[0]?.id}`;
    expect(await statusAmidScoring(person, () => person.browser.send('DELETE', path))).toBe(204);
    expect(await statusAmidScoring(person, () => person.browser.send('POST', `${path}/restore`))).toBe(204);
  });
});
