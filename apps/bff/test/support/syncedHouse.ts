import type { BrokerConnectionDto, BrokerConnectionList } from '@twin/shared/dto/broker';
import { expect } from 'vitest';
import { type CoinbaseFill, type CoinbaseStub, makeCdpKey, startCoinbase } from '../stubs/coinbaseStub.ts';
import { TestClock } from './testApi.ts';
import { createTestDatabase, query, type TestDatabase } from './testDatabase.ts';
import {
  createTestHouse,
  type ImportAnswer,
  type Person,
  registerPerson,
  type TestHouse,
} from './testHouse.ts';

export const KEY = makeCdpKey();

/** A house whose people connect to a stub of Coinbase, and what such a person does and sees. */
export async function openSyncedHouse() {
  const database = await createTestDatabase();
  const stub = await startCoinbase([KEY]);
  const clock = new TestClock();
  const variables = { COINBASE_API_URL: stub.url.href };
  const house = await createTestHouse(database, { variables, clock });
  const tradeIds = async (who: Person): Promise<string[]> => {
    const rows = await query<{ extId: string }>(
      database.adminUrl,
      'SELECT "extId" FROM "Trade" WHERE "userId" = $1 AND "deletedAt" IS NULL ORDER BY ts, seq, id',
      [who.id],
    );
    return rows.map(({ extId }) => extId);
  };
  return { database, stub, clock, house, tradeIds, ...actsIn({ database, stub, house }) };
}

interface Place {
  database: TestDatabase;
  stub: CoinbaseStub;
  house: TestHouse;
}

function actsIn({ database, stub, house }: Place) {
  async function person(fills: CoinbaseFill[], change: Partial<CoinbaseStub> = {}): Promise<Person> {
    Object.assign(stub, {
      ...{ fills, pageSize: 1_000, balances: [], fault: null, scopesOf: () => null },
      permissions: { can_view: true, can_trade: false, can_transfer: false },
      ...change,
    });
    stub.calls.length = 0;
    // Those of earlier tests are due too, and would ask the same venue.
    await query(database.adminUrl, 'DELETE FROM "BrokerConnection"');
    return registerPerson(house);
  }
  async function connect(who: Person, body: object = {}): Promise<BrokerConnectionDto> {
    const answer = await who.browser.send('POST', '/v1/brokers/coinbase/api-key', { key: KEY, ...body });
    expect(answer.statusCode, answer.body).toBe(201);
    await house.drain();
    return connectionOf(who);
  }
  /** The sweeper's part: takes up what is due. */
  async function syncDue(): Promise<void> {
    for (const source of house.house.due) {
      for (const due of await source())
        await house.queue.enqueue(due.name, due.payload, { dedupeKey: due.dedupeKey });
    }
    await house.drain();
  }
  async function syncAgain(who: Person): Promise<BrokerConnectionDto> {
    const { id } = await connectionOf(who);
    const answer = await who.browser.send('POST', `/v1/brokers/connections/${id}/sync`, {});
    expect(answer.statusCode, answer.body).toBe(202);
    await house.drain();
    return connectionOf(who);
  }
  return { person, connect, syncDue, syncAgain };
}

export async function connectionOf(who: Person): Promise<BrokerConnectionDto> {
  const { items } = await who.get<BrokerConnectionList>('/v1/brokers/connections');
  const [connection] = items;
  if (!connection) throw new Error('not connected');
  return connection;
}

export async function imports(who: Person): Promise<ImportAnswer[]> {
  return (await who.get<{ items: ImportAnswer[] }>('/v1/imports')).items;
}

export const expectedIds = (count: number) =>
  Array.from({ length: count }, (_, index) => `main:BTC-USD:entry-${index}`);
