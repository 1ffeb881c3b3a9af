import type { BiasTimeline } from '@twin/shared/dto/bias';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const house = await createTestHouse(await createTestDatabase());

interface Account {
  id: string;
  name: string;
}

const fileOf = (account: string, id = 'a') =>
  [
    'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account',
    `${id},2024-01-01T00:00:00Z,BTC-USD,buy,1,100,0,USD,${account}`,
  ].join('\n');

async function accountsOf(person: Person): Promise<Account[]> {
  return (await person.get<{ items: Account[] }>('/v1/accounts')).items;
}

async function rename(person: Person, from: string, name: string): Promise<void> {
  const id = (await accountsOf(person)).find((account) => account.name === from)?.id;
  const answer = await person.browser.send('PATCH', `/v1/accounts/${id}`, { name });
  expect(answer.statusCode).toBe(200);
}

async function tradesIn(person: Person, account: string): Promise<number> {
  const { items } = await person.get<{ items: unknown[] }>(`/v1/trades?account=${account}`);
  return items.length;
}

describe('an account whose key is another account’s name', () => {
  it('is made with a number behind its name when a file names it', async () => {
    const person = await registerPerson(house);
    expect((await person.importFile(fileOf('Main'))).status).toBe('done');
    expect((await accountsOf(person)).map(({ name }) => name).sort()).toEqual(['Main', 'Main (2)']);
    expect(await tradesIn(person, 'Main')).toBe(0);
    expect(await tradesIn(person, 'Main (2)')).toBe(1);
  });

  it('takes nothing more in after it was renamed, when its first name is chosen again', async () => {
    const person = await registerPerson(house);
    await person.importFile(fileOf('', 'a'), { account: 'Kraken' });
    await rename(person, 'Kraken', 'Kraken closed');
    for (const id of ['b', 'c']) await person.importFile(fileOf('', id), { account: 'Kraken' });
    expect(await tradesIn(person, 'Kraken closed')).toBe(1);
    expect(await tradesIn(person, 'Kraken-2')).toBe(2);
  });

  it('is not counted in by a filter of that name', async () => {
    const person = await registerPerson(house);
    await person.importFile(fileOf('A'));
    await person.importFile(fileOf('B'));
    await rename(person, 'A', 'Old');
    await rename(person, 'B', 'A');
    const { items } = await person.get<{ items: { account: string }[] }>('/v1/trades?account=A');
    expect(items).toHaveLength(1);
  });

  it('keeps its name in a restored copy, also where two changed names', async () => {
    const person = await registerPerson(house);
    await person.importFile(fileOf('A'));
    await person.importFile(fileOf('B'));
    await rename(person, 'A', 'C');
    await rename(person, 'B', 'A');
    await rename(person, 'C', 'B');
    await rename(person, 'Main', 'Old');
    await person.browser.send('POST', '/v1/accounts', { name: 'Main' });
    const zip = await person.export();
    const other = await registerPerson(house);
    expect((await other.restore(zip)).status).toBe('done');
    const names = async (who: Person) => (await accountsOf(who)).map(({ name }) => name).sort();
    expect(await names(other)).toEqual(await names(person));
  });
});

it('the timeline is filtered by the name of an account', async () => {
  const person = await registerPerson(house);
  await person.importFile(writtenHistory({ fills: 800 }));
  const countOf = async (query: string) =>
    (await person.get<BiasTimeline>(`/v1/biases/timeline?bucket=week${query}`)).items.length;
  expect(await countOf('')).toBeGreaterThan(0);
  expect(await countOf('&account=Main')).toBe(await countOf(''));
});
