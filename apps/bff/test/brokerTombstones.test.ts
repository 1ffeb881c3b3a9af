import { expect, it } from 'vitest';
import { coinbaseFills } from './stubs/coinbaseStub.ts';
import { connectionOf, expectedIds, openSyncedHouse } from './support/syncedHouse.ts';

const { connect, person, syncAgain, tradeIds } = await openSyncedHouse();

it('a sync does not bring a deleted trade back, at the next sync or after connecting anew, unless it is restored', async () => {
  const who = await person(coinbaseFills(4));
  await connect(who);
  const { items } = await who.get<{ items: { id: string }[] }>('/v1/trades');
  const trade = `/v1/trades/${items[0]?.id}`;
  expect((await who.browser.send('DELETE', trade)).statusCode).toBe(204);
  await syncAgain(who);
  expect(await tradeIds(who)).toEqual(expectedIds(3));
  const { id } = await connectionOf(who);
  expect((await who.browser.send('DELETE', `/v1/brokers/connections/${id}`)).statusCode).toBe(204);
  await connect(who);
  expect(await tradeIds(who)).toEqual(expectedIds(3));
  expect((await who.browser.send('POST', `${trade}/restore`)).statusCode).toBe(204);
  await syncAgain(who);
  expect(await tradeIds(who)).toEqual(expectedIds(4));
});
