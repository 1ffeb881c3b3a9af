import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DigestDto } from '@twin/shared/dto/digest';
import { describe, expect, it } from 'vitest';
import { PASSWORD, TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const database = await createTestDatabase();
const clock = new TestClock(START + 15 * DAY);
const house = await createTestHouse(database, { clock });

/** Hourly bars of the time of the trades; a price for each hour. */
function candles(priceOf: (hour: number) => number): string {
  const rows = Array.from({ length: 40 * 24 }, (_, hour) => {
    const price = priceOf(hour).toFixed(4);
    return `${new Date(START - 20 * DAY + hour * HOUR).toISOString()},${price},${price},${price},${price},1`;
  });
  return ['ts,open,high,low,close,volume', ...rows, ''].join('\n');
}

const calm = (hour: number) => 100 + (hour % 5);
const wild = (hour: number) => 100 + 30 * Math.sin(hour / 3);

async function upload(who: Person, text: string): Promise<void> {
  const answer = await who.upload('/v1/market/candles', text, { symbol: 'BTC-USD', granularity: '1h' });
  expect(answer.statusCode, answer.body).toBe(202);
  await house.drain();
}

async function keep(who: Person): Promise<void> {
  for (const source of house.house.due) {
    for (const due of await source()) {
      const isOurs = due.name === 'keepCandles' && due.payload.userId === who.id;
      if (isOurs) await house.queue.enqueue(due.name, due.payload, due);
    }
  }
  await house.drain();
}

/** The digest of the first week, written now. */
async function digest(who: Person): Promise<DigestDto> {
  const periodEnd = new Date(START + 7 * DAY).toISOString();
  const answer = await who.browser.send('POST', '/v1/digests', { periodEnd });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<DigestDto>();
}

/** Long enough before the week that patterns which follow prices are sure, so that candles matter to its digest. */
const BEFORE = 18 * DAY;

async function trader(): Promise<Person> {
  const who = await registerPerson(house);
  await who.importFile(writtenHistory({ fills: 220, symbols: ['BTC-USD'], startMs: START - BEFORE }));
  return who;
}

async function told(): Promise<{ who: Person; first: DigestDto }> {
  const who = await trader();
  await upload(who, candles(calm));
  const first = await digest(who);
  await keep(who);
  return { who, first };
}

const rowsOf = (who: Person) =>
  query<{ revision: number; sha256: string; objectKeys: string[] }>(
    database.adminUrl,
    'SELECT revision, sha256, "objectKeys" FROM "CandleSnapshot" WHERE "userId" = $1 ORDER BY "weekEnd"',
    [who.id],
  );

const filesOf = async (who: Person) =>
  (await readdir(join(house.foundation.config.dataDir, 'objects', 'candles', who.id))).sort();

const restore = (who: Person) => house.house.candleSnapshots.restore(who.id, new Date(START + 7 * DAY));

describe('the candles of a told week', () => {
  it('give the same digest to the byte, though other candles have come since', async () => {
    const { who, first } = await told();
    await upload(who, candles(wild));
    expect((await digest(who)).inputHash).not.toBe(first.inputHash);
    await restore(who);
    await house.drain();
    const again = await digest(who);
    const content = ({ inputHash, text, facts, parts, label }: DigestDto) =>
      JSON.stringify({ inputHash, text, facts, parts, label });
    expect(content(again)).toBe(content(first));
  });

  it('are kept once for each month that does not change, anew when the digest is revised, and nothing is left behind', async () => {
    const { who } = await told();
    const [before] = await rowsOf(who);
    await keep(who);
    expect(await rowsOf(who)).toEqual([before]);
    await upload(
      who,
      candles((hour) => (hour < 20 * 24 ? calm(hour) : wild(hour))),
    );
    await digest(who);
    await keep(who);
    const [after] = await rowsOf(who);
    expect(after?.revision).toBeGreaterThan(before?.revision ?? 0);
    const shared = after?.objectKeys.filter((key) => before?.objectKeys.includes(key)) ?? [];
    expect(shared.length).toBeGreaterThan(0);
    const named = after?.objectKeys.map((key) => key.split('/').at(-1)).sort();
    expect(await filesOf(who)).toEqual(named);
  });

  it('are refused when a part of them was changed, and those of now stay', async () => {
    const { who } = await told();
    const [{ objectKeys } = { objectKeys: [] }] = await rowsOf(who);
    await house.foundation.objectStore.put(objectKeys.at(-1) ?? '', Readable.from(['forged']));
    await expect(restore(who)).rejects.toMatchObject({ code: 'SNAPSHOT_BROKEN' });
    const { candles: bars } = await who.get<{ candles: unknown[] }>(
      '/v1/market/candles?symbol=BTC-USD&granularity=1h',
    );
    expect(bars).toHaveLength(40 * 24);
  });

  it('go with the account', async () => {
    const { who } = await told();
    expect((await filesOf(who)).length).toBeGreaterThan(1);
    const answer = await who.browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    await house.drain();
    expect(await filesOf(who)).toEqual([]);
  });

  it('are kept as none where there were none, and of a week that is told months later', async () => {
    clock.advance(135 * DAY);
    const who = await trader();
    const without = await digest(who);
    await keep(who);
    await upload(who, candles(calm));
    await restore(who);
    await house.drain();
    expect((await digest(who)).inputHash).toBe(without.inputHash);
  });
});
