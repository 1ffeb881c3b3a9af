import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** A table that no format knows and no one can guess. */
const sheet = (...rows: string[]) => ['wann;was;wie viel;zu;Gebühr', ...rows].join('\n');
const january = sheet('2024-01-10 10:00:00;BTC-EUR;1;100;0,1', '2024-01-11 10:00:00;BTC-EUR;-1;110;0,1');
const february = sheet('2024-02-10 10:00:00;BTC-EUR;2;90;0,1');
const mapping = JSON.stringify({ time: 'wann', symbol: 'was', qty: 'wie viel', price: 'zu', fee: 'Gebühr' });

describe('a column mapping', () => {
  it('given with an import is used for every later file with the same header', async () => {
    const person = await registerPerson(house);
    const unknown = await person.upload('/v1/imports/preview', january);
    expect(unknown.json().error).toMatchObject({ code: 'IMPORT_UNKNOWN_FORMAT' });
    const columns = unknown
      .json<{ error: { fields: { path: string; message: string }[] } }>()
      .error.fields.filter(({ path }) => path.startsWith('columns.'))
      .map(({ message }) => message);
    expect(columns).toEqual(['wann', 'was', 'wie viel', 'zu', 'Gebühr']);
    expect((await person.importFile(january, { mapping, timezone: 'UTC' })).rows).toMatchObject({
      accepted: 2,
    });
    const preview = await person.upload('/v1/imports/preview', february, { timezone: 'UTC' });
    expect(preview.json()).toMatchObject({ rows: { accepted: 1, rejected: 0 }, mapping: { time: 'wann' } });
    expect((await person.importFile(february, { timezone: 'UTC' })).rows).toMatchObject({ accepted: 1 });
    const { items } = await person.get<{ items: object[] }>('/v1/trades');
    expect(items).toMatchObject([
      { symbol: 'BTC-EUR', ts: '2024-02-10T10:00:00.000Z', side: 'buy', qty: '2', price: '90', fee: '0.1' },
      { symbol: 'BTC-EUR', ts: '2024-01-11T10:00:00.000Z', side: 'sell', qty: '1', price: '110', fee: '0.1' },
      { symbol: 'BTC-EUR', ts: '2024-01-10T10:00:00.000Z', side: 'buy', qty: '1', price: '100', fee: '0.1' },
    ]);
  });

  it('is listed, replaced under the same header, and forgotten', async () => {
    const person = await registerPerson(house);
    const body = {
      name: 'My sheet',
      columns: ['Wann', ' was ', 'wie viel', 'zu', 'Gebühr'],
      mapping: JSON.parse(mapping),
    };
    expect((await person.browser.send('POST', '/v1/imports/mappings', body)).statusCode).toBe(201);
    expect(
      (await person.browser.send('POST', '/v1/imports/mappings', { ...body, name: 'Renamed' })).statusCode,
    ).toBe(201);
    const { items } = await person.get<{ items: { id: string; name: string }[] }>('/v1/imports/mappings');
    expect(items).toMatchObject([{ name: 'Renamed', mapping: { qty: 'wie viel' } }]);
    expect((await person.importFile(february, { timezone: 'UTC' })).rows).toMatchObject({ accepted: 1 });
    const other = await registerPerson(house);
    expect((await other.browser.send('DELETE', `/v1/imports/mappings/${items[0]?.id}`)).statusCode).toBe(404);
    expect((await person.browser.send('DELETE', `/v1/imports/mappings/${items[0]?.id}`)).statusCode).toBe(
      204,
    );
    const forgotten = await person.upload('/v1/imports', january, { timezone: 'UTC' });
    expect(forgotten.json().error.code).toBe('IMPORT_UNKNOWN_FORMAT');
  });

  it('never stands in the way of a format that knows the file, nor of a mapping given now', async () => {
    const person = await registerPerson(house);
    const canonical = 'ts,symbol,side,qty,price\n2024-01-01T00:00:00Z,BTC-USD,buy,1,100\n';
    const body = { name: 'x', columns: ['ts', 'symbol', 'side', 'qty', 'price'] };
    const swapped = { time: 'ts', symbol: 'symbol', side: 'side', qty: 'price', price: 'qty' };
    await person.browser.send('POST', '/v1/imports/mappings', { ...body, mapping: swapped });
    const preview = await person.upload('/v1/imports/preview', canonical);
    expect(preview.json()).toMatchObject({ format: 'canonical', mapping: null, sample: [{ price: '100' }] });
    const other = JSON.stringify({ time: 'wann', symbol: 'was', qty: 'wie viel', price: 'zu' });
    await person.importFile(january, { mapping, timezone: 'UTC' });
    const without = await person.upload('/v1/imports/preview', february, { mapping: other, timezone: 'UTC' });
    expect(without.json()).toMatchObject({ sample: [{ fee: '0' }] });
  });

  it('that names no column for a needed field is refused', async () => {
    const person = await registerPerson(house);
    const body = { name: 'x', columns: ['a'], mapping: { time: 'a' } };
    const answer = await person.browser.send('POST', '/v1/imports/mappings', body);
    expect({ status: answer.statusCode, code: answer.json().error.code }).toEqual({
      status: 400,
      code: 'INVALID_INPUT',
    });
  });
});
