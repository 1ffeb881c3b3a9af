import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { migrate } from '../src/lib/migrate.ts';
import { migrationNames } from '../src/lib/migrationFiles.ts';
import { createTestDatabase, emptyDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const exportOf = (name: string) =>
  readFileSync(new URL(`../../../fixtures/ok/exports/${name}`, import.meta.url));

interface Counted {
  rows: object;
  trades: object;
  accounts: string[];
}

const preview = async (person: Person, file: string | Buffer, fields?: Record<string, string>) =>
  (await person.upload('/v1/imports/preview', file, fields)).json<Counted>();
const history = async (person: Person) => (await person.get<{ items: Counted[] }>('/v1/imports')).items;

describe('a trade that takes three rows of a file', () => {
  const file = exportOf('coinbase-pro-account.csv');

  it('is one trade in the preview, the import and the history, new at first and known afterwards', async () => {
    const person = await registerPerson(house);
    expect(await preview(person, file)).toMatchObject({
      rows: { read: 5, accepted: 3, ignored: 2 },
      trades: { accepted: 1, duplicate: 0, conflicting: 0 },
    });
    const first = await person.importFile(file);
    expect(first).toMatchObject({ rows: { accepted: 3 }, trades: { accepted: 1, duplicate: 0 } });
    expect(await preview(person, file)).toMatchObject({
      rows: { accepted: 0, duplicate: 3 },
      trades: { accepted: 0, duplicate: 1, conflicting: 0 },
    });
    await person.importFile(file);
    expect(await history(person)).toMatchObject([
      { rows: { duplicate: 3 }, trades: { accepted: 0, duplicate: 1 } },
      { rows: { accepted: 3 }, trades: { accepted: 1, duplicate: 0 } },
    ]);
  });

  it('is one conflict where its file is read with another time', async () => {
    const person = await registerPerson(house);
    await person.importFile(file);
    const moved = file.toString().replaceAll('2021-02-01T10:00', '2021-02-01T11:00');
    expect(await preview(person, moved)).toMatchObject({
      rows: { duplicate: 3, conflicting: 3 },
      trades: { accepted: 0, duplicate: 1, conflicting: 1 },
    });
  });
});

describe('the accounts of an import', () => {
  it('are those that its trades are in, whatever was chosen for rows that name none', async () => {
    const person = await registerPerson(house);
    const file = exportOf('hyperliquid-dump.csv');
    const fields = { account: 'HL A' };
    await person.browser.send('POST', '/v1/accounts', { name: 'HL A' });
    expect(await preview(person, file, fields)).toMatchObject({ accounts: ['acct-x'] });
    await person.importFile(file, fields);
    const kraken = exportOf('kraken-trades.csv');
    expect(await preview(person, kraken, fields)).toMatchObject({ accounts: ['HL A'] });
    await person.importFile(kraken, fields);
    await person.importFile(kraken);
    expect((await history(person)).map(({ accounts }) => accounts)).toEqual([['Main'], ['HL A'], ['acct-x']]);
  });

  it('bear the names that they have now', async () => {
    const person = await registerPerson(house);
    const file = exportOf('hyperliquid-dump.csv');
    await person.importFile(file);
    const { items } = await person.get<{ items: { id: string; name: string }[] }>('/v1/accounts');
    const id = items.find(({ name }) => name === 'acct-x')?.id ?? '';
    await person.browser.send('PATCH', `/v1/accounts/${id}`, { name: 'Perpetuals' });
    expect((await history(person))[0]?.accounts).toEqual(['Perpetuals']);
    expect((await preview(person, file)).accounts).toEqual(['Perpetuals']);
  });
});

describe('imports from before trades were counted', () => {
  it('are counted by the first import that holds each trade', async () => {
    const ownerUrl = await emptyDatabase();
    const before = (await migrationNames()).filter((name) => name < '20261130160000').at(-1);
    await migrate(ownerUrl, before);
    await query(
      ownerUrl,
      `WITH person AS (INSERT INTO "User" (id, email, "passwordHash") VALUES ('u', 'a@b.c', '') RETURNING id),
       account AS (INSERT INTO "TradingAccount" (id, "userId", key, name) VALUES ('a', 'u', 'x', 'X')),
       trade AS (
         INSERT INTO "Trade" (id, "userId", account, broker, "extId", symbol, instrument, side, qty, price, fee, "feeAsset", ts, seq)
         SELECT 't' || n, 'u', 'x', 'b', 'x:' || n, 'BTC-USD', 'spot', 'buy', 1, 1, 0, 'USD', now(), n FROM generate_series(1, 3) n
       ),
       import AS (
         INSERT INTO "Import" (id, "userId", source, "rowsAccepted", "rowsDuplicate", "createdAt")
         VALUES ('first', 'u', 'file', 6, 0, '2026-01-01'), ('second', 'u', 'file', 3, 3, '2026-01-02'),
           ('empty', 'u', 'file', 0, 0, '2026-01-03')
       )
       INSERT INTO "ImportTrade" ("importId", "tradeId", "userId", line)
       VALUES ('first', 't1', 'u', 2), ('first', 't2', 'u', 5), ('second', 't2', 'u', 2), ('second', 't3', 'u', 5)`,
    );
    await migrate(ownerUrl);
    const counts = await query(
      ownerUrl,
      'SELECT id, "tradesAccepted", "tradesDuplicate", accounts FROM "Import" ORDER BY "createdAt"',
    );
    expect(counts).toEqual([
      { id: 'first', tradesAccepted: 2, tradesDuplicate: 0, accounts: ['x'] },
      { id: 'second', tradesAccepted: 1, tradesDuplicate: 1, accounts: ['x'] },
      { id: 'empty', tradesAccepted: 0, tradesDuplicate: 0, accounts: [] },
    ]);
  });
});
