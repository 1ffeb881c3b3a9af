import type { CoachMessagePage } from '@twin/shared/dto/coach';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER, historyRows } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const rows = historyRows({ fills: 240 });
const fileOf = (from: number, to: number) => [HEADER, ...rows.slice(from, to)].join('\n');

describe('undoing an import', () => {
  it('keeps what another import holds, and leaves the scores of the rest alone', async () => {
    const alone = await registerPerson(house);
    await alone.importFile(fileOf(80, 240));
    const person = await registerPerson(house);
    const first = await person.importFile(fileOf(0, 160));
    const second = await person.importFile(fileOf(80, 240));
    expect(second.rows).toMatchObject({ accepted: 80, duplicate: 80 });
    const answer = await person.browser.send('DELETE', `/v1/imports/${first.id}`);
    expect(answer.statusCode).toBe(204);
    await house.drain();
    const { trades, ...scores } = await scoresOf(database, person.id);
    expect(trades).toHaveLength(160);
    const { trades: expected, ...expectedScores } = await scoresOf(database, alone.id);
    expect(trades).toEqual(expected);
    expect(scores).toEqual(expectedScores);
    const events = await eventsOf(database, person.id);
    expect(events.find(({ type }) => type === 'import.undone')?.payload).toEqual({
      importId: first.id,
      trades: 80,
    });
  });

  it('takes everything back when it was the only one', async () => {
    const person = await registerPerson(house);
    const only = await person.importFile(fileOf(0, 100));
    await person.browser.send('DELETE', `/v1/imports/${only.id}`);
    await house.drain();
    expect(await scoresOf(database, person.id)).toEqual({
      trades: [],
      tags: [],
      episodes: [],
      days: [],
      equity: [],
      summaries: [],
    });
    expect((await person.browser.send('GET', `/v1/imports/${only.id}`)).statusCode).toBe(404);
  });

  it('leaves what the person wrote, without the trade that it was about', async () => {
    const person = await registerPerson(house);
    const only = await person.importFile(fileOf(0, 100));
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades?sort=ts');
    const note = { text: 'by plan', decisionId: items[0]?.id };
    expect((await person.browser.send('POST', '/v1/coach/messages', note)).statusCode).toBe(201);
    const own = async () => {
      const messages = (await person.get<CoachMessagePage>('/v1/coach/messages')).items;
      return messages.filter(({ text }) => text === note.text).map(({ decisionId }) => decisionId);
    };
    expect(await own()).toEqual([note.decisionId]);
    await person.browser.send('DELETE', `/v1/imports/${only.id}`);
    await house.drain();
    expect(await own()).toEqual([null]);
  });

  it('waits until the import is done', async () => {
    const person = await registerPerson(house);
    const answer = await person.upload('/v1/imports', fileOf(0, 10));
    const { importId } = answer.json<{ importId: string }>();
    const early = await person.browser.send('DELETE', `/v1/imports/${importId}`);
    expect({ status: early.statusCode, code: early.json().error.code }).toEqual({
      status: 409,
      code: 'IMPORT_RUNNING',
    });
    await house.drain();
    expect((await person.browser.send('DELETE', `/v1/imports/${importId}`)).statusCode).toBe(204);
    await house.drain();
  });

  it("answers another person's import like one that does not exist", async () => {
    const owner = await registerPerson(house);
    const entry = await owner.importFile(fileOf(0, 10));
    const other = await registerPerson(house);
    for (const id of [entry.id, 'no-such-import']) {
      expect((await other.browser.send('DELETE', `/v1/imports/${id}`)).statusCode).toBe(404);
      expect((await other.browser.send('GET', `/v1/imports/${id}`)).statusCode).toBe(404);
    }
    expect((await scoresOf(database, owner.id)).trades).toHaveLength(10);
  });
});

describe('a deleted trade', () => {
  it('leaves the scores of a history without it', async () => {
    const person = await registerPerson(house);
    await person.importFile(fileOf(0, 120));
    const { items } = await person.get<{ items: { id: string; ts: string }[] }>('/v1/trades?limit=50');
    const { id = '', ts = '' } = items[40] ?? {};
    const others = rows.slice(0, 120).filter((row) => !row.includes(`,${ts},`));
    expect(others).toHaveLength(119);
    const alone = await registerPerson(house);
    await alone.importFile([HEADER, ...others].join('\n'));
    await person.browser.send('DELETE', `/v1/trades/${id}`);
    await house.drain();
    const { trades, ...scores } = await scoresOf(database, person.id);
    const { trades: left, ...expected } = await scoresOf(database, alone.id);
    expect([trades.length, left.length]).toEqual([120, 119]);
    expect(scores).toEqual(expected);
  });

  it('does not come back with the same file, only by restore, and then with its old scores', async () => {
    const person = await registerPerson(house);
    await person.importFile(fileOf(0, 120));
    const before = await scoresOf(database, person.id);
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades?limit=50');
    const id = items[40]?.id ?? '';
    expect((await person.browser.send('DELETE', `/v1/trades/${id}`)).statusCode).toBe(204);
    await house.drain();
    const again = await person.importFile(fileOf(0, 120));
    expect(again.rows).toMatchObject({ accepted: 0, duplicate: 120 });
    const page = await person.get<{ items: { id: string }[] }>('/v1/trades?limit=500');
    expect(page.items).toHaveLength(119);
    expect(page.items.some((trade) => trade.id === id)).toBe(false);
    expect((await person.browser.send('DELETE', `/v1/trades/${id}`)).statusCode).toBe(404);
    expect((await person.browser.send('POST', `/v1/trades/${id}/restore`)).statusCode).toBe(204);
    await house.drain();
    expect(await scoresOf(database, person.id)).toEqual(before);
  });
});
