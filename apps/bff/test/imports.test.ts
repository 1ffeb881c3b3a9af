import { describe, expect, it } from 'vitest';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER, historyRows, writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const csv = (...rows: string[]) => [HEADER, ...rows].join('\n');

/** How many trading accounts the person has; the first comes with the registration. */
async function accountsOf(userId: string): Promise<number> {
  return (await query(database.adminUrl, 'SELECT FROM "TradingAccount" WHERE "userId" = $1', [userId]))
    .length;
}

describe('importing a file', () => {
  it('stores its trades, scores them and says so at the end', async () => {
    const person = await registerPerson(house);
    const done = await person.importFile(writtenHistory({ fills: 400 }));
    expect(done.status).toBe('done');
    expect(done.rows).toEqual({ read: 400, accepted: 400, duplicate: 0, ignored: 0, rejected: 0 });
    const { trades, tags } = await scoresOf(database, person.id);
    expect(trades).toHaveLength(400);
    expect(trades.every((trade) => trade['decision'] !== null)).toBe(true);
    expect(tags.length).toBeGreaterThan(0);
    const events = await eventsOf(database, person.id);
    expect(events.map(({ type }) => type)).toContain('account.updated');
    expect(events.map(({ type }) => type)).toContain('import.completed');
    expect(await house.storedFiles()).toEqual([]);
  });

  it('adds no trade, no tag and no tag event when the same file comes twice', async () => {
    const person = await registerPerson(house);
    const file = writtenHistory({ fills: 300 });
    await person.importFile(file);
    const before = await scoresOf(database, person.id);
    const events = (await eventsOf(database, person.id)).length;
    const again = await person.importFile(file);
    expect(again.rows).toMatchObject({ read: 300, accepted: 0, duplicate: 300 });
    expect(again.status).toBe('done');
    expect(await scoresOf(database, person.id)).toEqual(before);
    const added = (await eventsOf(database, person.id)).slice(events).map(({ type }) => type);
    expect(added.every((type) => type.startsWith('import.'))).toBe(true);
  });

  it('counts two fills that are equal in every column as two, at every import', async () => {
    const person = await registerPerson(house);
    const row = ',2024-03-01T10:00:00Z,BTC-USD,buy,1,100,0,,,,';
    await person.importFile(csv(row, row));
    const again = await person.importFile(csv(row, row));
    expect(again.rows).toMatchObject({ accepted: 0, duplicate: 2 });
    expect((await scoresOf(database, person.id)).trades).toHaveLength(2);
  });

  it('stores what is right in a file with 3 broken lines and names the 3', async () => {
    const person = await registerPerson(house);
    const rows = historyRows({ fills: 40 });
    rows[4] = 'x1,2024-01-01T00:00:00Z,BTC-USD,buy,NaN,100,0,,,,';
    rows[9] = 'x2,2024-01-01T00:00:00Z,BTC-USD,buy,-1,100,0,,,,';
    rows[19] = 'x3,not a time,BTC-USD,buy,1,100,0,,,,';
    const done = await person.importFile(csv(...rows));
    expect(done.rows).toEqual({ read: 40, accepted: 37, duplicate: 0, ignored: 0, rejected: 3 });
    expect(done.problems.map(({ line }) => line)).toEqual([6, 11, 21]);
    for (const problem of done.problems) expect(problem.fix).not.toBe('');
  });

  it('keeps a trading account apart that the person names, and makes it when it is new', async () => {
    const person = await registerPerson(house);
    const file = writtenHistory({ fills: 20 });
    await person.importFile(file);
    const second = await person.importFile(file, { account: 'Swing' });
    expect(second.rows).toMatchObject({ accepted: 20, duplicate: 0 });
    const { items } = await person.get<{ items: unknown[] }>('/v1/trades?account=Swing');
    expect(items).toHaveLength(20);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['is empty', '', {}, 422, 'IMPORT_EMPTY'],
    ['is binary', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 1, 2, 3]), {}, 422, 'IMPORT_BINARY'],
    ['has an unknown header', 'a,b,c\n1,2,3\n', {}, 422, 'IMPORT_UNKNOWN_FORMAT'],
    ['is of another format than named', csv(), { format: 'binance-spot' }, 422, 'IMPORT_WRONG_FORMAT'],
    ['names an unknown zone', csv(), { timezone: 'Mars/Olympus' }, 422, 'IMPORT_UNKNOWN_ZONE'],
    ['has an unreadable mapping', csv(), { mapping: '{' }, 400, 'INVALID_INPUT'],
  ])('%s: a clear error, and nothing left behind', async (_what, file, fields, status, code) => {
    const person = await registerPerson(house);
    for (const path of ['/v1/imports', '/v1/imports/preview']) {
      const answer = await person.upload(path, file, fields as Record<string, string>);
      expect({ status: answer.statusCode, code: answer.json().error.code }).toEqual({ status, code });
    }
    expect(await house.storedFiles()).toEqual([]);
    expect(await person.get('/v1/imports')).toEqual({ items: [], nextCursor: null });
    expect(house.queue.waiting).toEqual([]);
  });

  it.each([
    ['only rows that cannot be read', csv('x,never,BTC-USD,buy,1,1,0,,,,'), [{ path: 'line 2, ts' }]],
    ['no rows', csv(), []],
    [
      'only rows that are no trades',
      [
        '"transactTime","transactType","amount","fee","address","transactStatus","walletBalance"',
        '"1/25/2020, 7:00:00 AM","RealisedPNL","85517","0","XBTUSD","Completed","0"',
      ].join('\n'),
      [{ path: 'line 2', message: expect.stringMatching(/^no trade: /), fix: expect.any(String) }],
    ],
  ])('has %s: refused with its problems, and nothing left behind', async (_what, file, fields) => {
    const person = await registerPerson(house);
    const answer = await person.upload('/v1/imports', file, { account: 'New' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ error: { code: 'IMPORT_NO_TRADES', fields } });
    expect(await house.storedFiles()).toEqual([]);
    expect(await person.get('/v1/imports')).toEqual({ items: [], nextCursor: null });
    expect(await accountsOf(person.id)).toBe(1);
  });

  it('has a field or a mapping that is wrong: it is named with its way out', async () => {
    const person = await registerPerson(house);
    const fieldsOf = async (fields: Record<string, string>) =>
      (await person.upload('/v1/imports', csv(), fields)).json<{ error: { fields: object[] } }>().error
        .fields;
    expect(await fieldsOf({ conflicts: 'merge' })).toEqual([
      { path: 'conflicts', message: expect.any(String), fix: 'Use one of: keep, replace.' },
    ]);
    expect(await fieldsOf({ mapping: '{"time":7,"symbol":"s","qty":"q","price":"p"}' })).toEqual([
      { path: 'mapping.time', message: expect.any(String), fix: 'Send a value of type string.' },
    ]);
  });

  it('is long and has no trade in it: the import fails with its problems and leaves nothing else', async () => {
    const person = await registerPerson(house);
    const rows = Array.from({ length: 12_000 }, () => 'x,never,BTC-USD,buy,1,1,0,,,,');
    const failed = await person.importFile(csv(...rows), { account: 'New' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'IMPORT_NO_TRADES' } });
    expect(failed.rows).toMatchObject({ read: 12_000, rejected: 12_000 });
    expect(failed.problems).toHaveLength(1_000);
    expect((await scoresOf(database, person.id)).trades).toEqual([]);
    expect(await house.storedFiles()).toEqual([]);
    expect(await accountsOf(person.id)).toBe(1);
  });

  it('is over 150 MB: refused by its announced length', async () => {
    const person = await registerPerson(house);
    const answer = await person.browser.send('POST', '/v1/imports', undefined, {
      payload: Buffer.from(''),
      headers: {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': String(151 * 1024 * 1024),
      },
    });
    expect(answer.statusCode).toBe(413);
  });

  it('is no upload at all', async () => {
    const person = await registerPerson(house);
    expect((await person.browser.send('POST', '/v1/imports', { a: 1 })).statusCode).toBe(415);
  });
});

describe('the preview', () => {
  it('says what an import would bring, and stores nothing', async () => {
    const person = await registerPerson(house);
    const rows = historyRows({ fills: 60 });
    await person.importFile(csv(...rows.slice(0, 25)));
    const before = await scoresOf(database, person.id);
    const answer = await person.upload('/v1/imports/preview', csv(...rows, 'x,never,BTC-USD,buy,1,1,0,,,,'));
    expect(answer.json()).toMatchObject({
      format: 'canonical',
      timezone: 'UTC',
      rows: { read: 61, accepted: 35, duplicate: 25, ignored: 0, rejected: 1 },
      problems: [{ line: 62 }],
    });
    expect(answer.json().sample.length).toBeGreaterThan(0);
    expect(await scoresOf(database, person.id)).toEqual(before);
    expect(await house.storedFiles()).toEqual([]);
  });
});
