import { describe, expect, it } from 'vitest';
import { PASSWORD } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const house = await createTestHouse(await createTestDatabase());

const accepted = async (answer: ReturnType<Person['upload']>) =>
  expect(await answer).toMatchObject({ statusCode: 202 });

async function deleteAccount({ browser }: Person): Promise<void> {
  const answer = await browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
  expect(answer.statusCode, answer.body).toBe(200);
}

describe('a deleted account leaves no file', () => {
  it('of an export that is kept', async () => {
    const person = await registerPerson(house);
    await person.export();
    expect(await house.storedFiles()).toHaveLength(1);
    await deleteAccount(person);
    expect(await house.storedFiles()).toEqual([]);
  });

  it('of an import that waits', async () => {
    const person = await registerPerson(house);
    await accepted(person.upload('/v1/imports', writtenHistory({ fills: 20 })));
    expect(await house.storedFiles()).toHaveLength(1);
    await deleteAccount(person);
    expect(await house.storedFiles()).toEqual([]);
  });

  it('of an export that ends while the account is being deleted', async () => {
    const person = await registerPerson(house);
    await person.export();
    await accepted(person.browser.send('POST', '/v1/privacy/exports'));
    const { objectStore } = house.foundation;
    const remove = objectStore.remove.bind(objectStore);
    const written: string[] = [];
    objectStore.remove = async (key) => {
      objectStore.remove = remove;
      await remove(key);
      await house.drain();
      written.push(...(await house.storedFiles()));
    };
    await deleteAccount(person);
    expect(written).toHaveLength(1);
    expect(await house.storedFiles()).toEqual([]);
  });
});
