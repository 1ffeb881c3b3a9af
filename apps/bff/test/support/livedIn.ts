import { strFromU8, unzipSync } from 'fflate';
import { expect } from 'vitest';
import type { createTestDatabase } from './testDatabase.ts';
import { type createTestHouse, type Person, registerPerson } from './testHouse.ts';
import { historyRows } from './writtenHistory.ts';

interface TestPlace {
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  house: Awaited<ReturnType<typeof createTestHouse>>;
}

const HOUR_MS = 3_600_000;
const HEADER =
  'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type,instrument,start_position,settle';

/** Perpetuals with start positions and a coin they settle in, equal rows, rebates, fees in a third coin, formulas. */
const varied = [
  HEADER,
  'p1,2024-03-01T10:00:00Z,BTC-USD,buy,1.5,60000.123456789012345678,-0.25,USDC,perps,o1,limit,linear,-2.5,USDC',
  'p2,2024-03-01T10:00:00Z,BTC-USD,sell,0.5,60100,0.25,USDC,perps,,stop,linear,-1,USDC',
  'p3,2024-03-01T10:00:00Z,XBT-USD,sell,1000,60100,0.0001,XBT,perps,,,inverse,,',
  ',2024-03-02T10:00:00.125Z,ETH-USDT,buy,1,3000,0.001,BNB,spot,,,,,',
  ',2024-03-02T10:00:00.125Z,ETH-USDT,buy,1,3000,0.001,BNB,spot,,,,,',
  ',2024-03-02T10:00:00.125Z,ETH-USDT,buy,1,3000,0.001,BNB,spot,,,,,',
  '=1+1,2024-03-03T00:00:00Z,ETH-BTC,sell,0.000000000000000001,0.05,,,"@swing, \'24",+49,,,,',
].join('\n');

export function filesOf(zip: Buffer): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** Half-hourly bars with prices that no decimal of few places has. */
const CANDLES = [
  'ts,open,high,low,close,volume',
  ...Array.from({ length: 400 }, (_, bar) => {
    const price = 100 + Math.sin(bar);
    const ts = new Date(Date.UTC(2024, 0, 1) + (bar * HOUR_MS) / 2).toISOString();
    return [ts, price, price + 1 / 3, price - 1 / 7, price, bar].join(',');
  }),
].join('\n');

export async function bringCandles(person: Person): Promise<void> {
  for (const symbol of ['BTC-USD', 'ETH-USD']) {
    const sent = await person.upload('/v1/market/candles', CANDLES, { symbol, granularity: '30m' });
    expect(sent.statusCode, sent.body).toBe(202);
  }
}

/** Someone with everything that an export holds. */
export async function livedIn({ database, house }: TestPlace): Promise<Person> {
  const person = await registerPerson(house);
  await bringCandles(person);
  await person.importFile(varied);
  await person.importFile(
    [
      'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type',
      ...historyRows({ fills: 300 }),
    ].join('\n'),
  );
  await person.browser.send('PATCH', '/v1/settings', { timeZone: 'Asia/Kathmandu' });
  const accounts = await person.get<{ items: { id: string; name: string }[] }>('/v1/accounts');
  const perps = accounts.items.find(({ name }) => name === 'perps');
  await person.browser.send('PATCH', `/v1/accounts/${perps?.id}`, {
    name: 'My perpetuals',
    timeZone: 'Asia/Tokyo',
    tradedBy: 'program',
  });
  const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades?symbol=ETH-USDT');
  await person.browser.send('DELETE', `/v1/trades/${items[1]?.id}`);
  const params = { trades: 3 };
  await database.forUser(person.id, async ({ rules, importMappings, feedback }) => {
    const since = new Date(Date.UTC(2024, 0, 3));
    await rules.insert(person.id, { kind: 'max_trades_per_day', params, active: true, since });
    await importMappings.upsert(person.id, { headerHash: 'h1', name: 'My sheet', mapping: { time: 'when' } });
    const tradeId = items[0]?.id ?? '';
    await feedback.insert(person.id, { tradeId, label: 'fomo_chase', verdict: 'dispute', note: 'planned' });
  });
  for (const note of [{ text: 'I slept badly' }, { text: 'too early', decisionId: items[0]?.id }]) {
    const kept = await person.browser.send('POST', '/v1/coach/messages', note);
    expect(kept.statusCode, kept.body).toBe(201);
  }
  await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
  await house.drain();
  return person;
}
