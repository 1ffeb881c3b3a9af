import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** As an API gives them: with ids and milliseconds. Two of them are equal in all that the other source tells. */
const api = [
  HEADER,
  '101,2024-02-02T09:00:01.120Z,BTC-USDT,buy,0.01,43000,0.43,USDT,,,',
  '102,2024-02-02T09:00:01.870Z,BTC-USDT,buy,0.01,43000,0.43,USDT,,,',
  '103,2024-02-02T10:00:00.500Z,BTC-USDT,sell,0.015,43500,0.65,USDT,,,',
].join('\n');

const equalRow = '2024-02-02 09:00:01,BTCUSDT,BUY,43000,0.0100000000BTC,430.00USDT,0.43USDT';
const saleRow = '2024-02-02 10:00:00,BTCUSDT,SELL,43500,0.0150000000BTC,652.50USDT,0.65USDT';
/** As the exchange's page exports them: no ids, whole seconds. */
const page = (...rows: string[]) => ['Date(UTC),Pair,Side,Price,Executed,Amount,Fee', ...rows].join('\n');

describe('the same fills from two sources', () => {
  it('count once, each for one at most, and again at every further import', async () => {
    const person = await registerPerson(house);
    await person.importFile(api);
    const summaries = (await scoresOf(database, person.id)).summaries;
    const file = page(equalRow, equalRow, saleRow);
    const preview = await person.upload('/v1/imports/preview', file);
    expect(preview.json().rows).toMatchObject({ read: 3, accepted: 0, duplicate: 3, conflicting: 0 });
    for (let time = 0; time < 2; time += 1) {
      const done = await person.importFile(file);
      expect(done.rows).toMatchObject({ read: 3, accepted: 0, duplicate: 3 });
    }
    const scores = await scoresOf(database, person.id);
    expect(scores.trades).toHaveLength(3);
    expect(scores.summaries).toEqual(summaries);
  });

  it('count once whichever source comes first', async () => {
    const person = await registerPerson(house);
    await person.importFile(page(equalRow, equalRow, saleRow));
    expect((await person.importFile(api)).rows).toMatchObject({ accepted: 0, duplicate: 3 });
    expect((await person.importFile(api)).rows).toMatchObject({ accepted: 0, duplicate: 3 });
    expect((await scoresOf(database, person.id)).trades).toHaveLength(3);
  });

  it('a third equal fill, which only one source knows, is a trade of its own', async () => {
    const person = await registerPerson(house);
    await person.importFile(api);
    const file = page(equalRow, equalRow, equalRow, saleRow);
    expect((await person.upload('/v1/imports/preview', file)).json().rows).toMatchObject({
      accepted: 1,
      duplicate: 3,
    });
    expect((await person.importFile(file)).rows).toMatchObject({ accepted: 1, duplicate: 3 });
    expect((await person.importFile(file)).rows).toMatchObject({ accepted: 0, duplicate: 4 });
    expect((await scoresOf(database, person.id)).trades).toHaveLength(4);
  });

  it('stay while one of the two imports holds them', async () => {
    const person = await registerPerson(house);
    const first = await person.importFile(api);
    const second = await person.importFile(page(equalRow, saleRow));
    await person.browser.send('DELETE', `/v1/imports/${first.id}`);
    await house.drain();
    expect((await scoresOf(database, person.id)).trades).toHaveLength(2);
    expect((await person.importFile(page(equalRow, saleRow))).rows).toMatchObject({
      accepted: 0,
      duplicate: 2,
    });
    expect((await person.importFile(api)).rows).toMatchObject({ accepted: 1, duplicate: 2 });
    await person.browser.send('DELETE', `/v1/imports/${second.id}`);
    await house.drain();
    expect((await scoresOf(database, person.id)).trades).toHaveLength(3);
  });

  it('a deleted one does not come back through the other source', async () => {
    const person = await registerPerson(house);
    await person.importFile(api);
    const { items } = await person.get<{ items: { id: string; side: string }[] }>('/v1/trades');
    const sale = items.find(({ side }) => side === 'sell');
    await person.browser.send('DELETE', `/v1/trades/${sale?.id}`);
    await house.drain();
    expect((await person.importFile(page(equalRow, equalRow, saleRow))).rows).toMatchObject({ accepted: 0 });
    expect((await person.get<{ items: object[] }>('/v1/trades')).items).toHaveLength(2);
  });

  it('meet after an export was restored', async () => {
    const person = await registerPerson(house);
    await person.importFile(api);
    const other = await registerPerson(house);
    await other.restore(await person.export());
    expect((await other.importFile(api)).rows).toMatchObject({ accepted: 0, duplicate: 3 });
    expect((await other.importFile(page(equalRow, equalRow, saleRow))).rows).toMatchObject({
      accepted: 0,
      duplicate: 3,
    });
  });
});

describe('fills of one source', () => {
  it('that are equal but for their ids are told apart by them', async () => {
    const person = await registerPerson(house);
    const [, first = '', second = ''] = api.split('\n');
    await person.importFile([HEADER, first].join('\n'));
    expect((await person.importFile([HEADER, second].join('\n'))).rows).toMatchObject({ accepted: 1 });
    const other = await registerPerson(house);
    await other.importFile(page(saleRow));
    await other.restore(await person.export());
    expect((await scoresOf(database, other.id)).trades).toHaveLength(3);
  });

  it('in another account are other fills', async () => {
    const person = await registerPerson(house);
    await person.importFile(api);
    const done = await person.importFile(page(equalRow, saleRow), { account: 'Second' });
    expect(done.rows).toMatchObject({ accepted: 2, duplicate: 0 });
  });
});
