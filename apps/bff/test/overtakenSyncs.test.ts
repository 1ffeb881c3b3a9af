import { AppError } from '@twin/shared/errors/AppError';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { coinbaseFill, coinbaseFills } from './stubs/coinbaseStub.ts';
import { json, type StubReply } from './stubs/venueServer.ts';
import { deferred, until } from './support/deferred.ts';
import { connectionOf, expectedIds, imports, KEY, openSyncedHouse } from './support/syncedHouse.ts';
import { query } from './support/testDatabase.ts';
import type { Person } from './support/testHouse.ts';

const { clock, connect, database, house, person, stub, syncAgain, syncDue, tradeIds } =
  await openSyncedHouse();

const log = createLogger('test', 'silent');
const REFUSED: StubReply = { status: 401, body: 'Unauthorized\n' };

function handlerOf<Name extends 'syncBroker' | 'importFills'>(name: Name) {
  const handler = house.house.jobs.find((jobs) => jobs[name])?.[name];
  if (!handler) throw new Error(`nobody handles ${name}`);
  return handler;
}

/** A worker of its own beside the queue. */
async function runSync(who: Person, connectionId: string, signal = new AbortController().signal) {
  const context = { signal, log, attempt: 1, isTurnOver: () => false };
  await handlerOf('syncBroker').run({ v: 1, userId: who.id, connectionId }, context);
}

/** Gives a new key, or the first one; the sync that this asks for waits in line. */
async function giveKey(who: Person): Promise<void> {
  const answer = await who.browser.send('POST', '/v1/brokers/coinbase/api-key', { key: KEY });
  expect(answer.statusCode, answer.body).toBe(201);
}

async function disconnect(who: Person): Promise<void> {
  const { id } = await connectionOf(who);
  const answer = await who.browser.send('DELETE', `/v1/brokers/connections/${id}`);
  expect(answer.statusCode, answer.body).toBe(204);
}

/** The venue keeps one page of fills back until the test answers; null: with what it holds then. */
function holdPage(cursor: string | null) {
  const asked = deferred<void>();
  const reply = deferred<StubReply | null>();
  stub.fault = ({ url }) => {
    if (!url.pathname.endsWith('/fills') || url.searchParams.get('cursor') !== cursor) return null;
    stub.fault = null;
    asked.resolve();
    return reply.promise;
  };
  return { asked: asked.promise, answer: reply.resolve };
}

/** A first sync of four fills whose worker dies after the first two. */
async function breakOff(): Promise<Person> {
  const who = await person(coinbaseFills(4), { pageSize: 2 });
  await giveKey(who);
  house.queue.waiting.length = 0;
  const { id } = await connectionOf(who);
  const worker = new AbortController();
  stub.fault = ({ url }) => {
    if (url.searchParams.get('cursor') === '2') worker.abort(new Error('the worker stops here'));
    return null;
  };
  await expect(runSync(who, id, worker.signal)).rejects.toThrow('stops here');
  stub.fault = null;
  expect(await imports(who)).toMatchObject([{ status: 'running', rows: { accepted: 2 } }]);
  return who;
}

/** The sweeper's part for imports alone, a minute after the last sign of life. */
async function sweepImports(): Promise<void> {
  clock.advance(61_000);
  const due = (await Promise.all(house.house.due.map((source) => source()))).flat();
  for (const { name, payload, dedupeKey } of due) {
    if (name === 'importFills') await house.queue.enqueue(name, payload, { dedupeKey });
  }
  await house.drain();
}

async function heartbeatOf(importId: string): Promise<Date | undefined> {
  const sql = 'SELECT "heartbeatAt" AS at FROM "Import" WHERE id = $1';
  const [row] = await query<{ at: Date }>(database.adminUrl, sql, [importId]);
  return row?.at;
}

async function firstImport(who: Person) {
  const entry = (await imports(who)).at(-1);
  if (!entry) throw new Error('nothing imported');
  return entry;
}

async function expectScoredAndUndone(who: Person): Promise<void> {
  const { id, ...entry } = await firstImport(who);
  expect(entry).toMatchObject({ status: 'done', rows: { accepted: 2 } });
  const decided = 'SELECT count("decisionId")::int AS n FROM "Trade" WHERE "userId" = $1';
  expect(await query(database.adminUrl, decided, [who.id])).toEqual([{ n: (await tradeIds(who)).length }]);
  expect((await who.browser.send('DELETE', `/v1/imports/${id}`)).statusCode).toBe(204);
}

describe('an import whose sync will not go on', () => {
  it('is scored and can be undone when the person disconnects while the venue answers', async () => {
    const who = await person(coinbaseFills(4), { pageSize: 2 });
    const page = holdPage('2');
    await giveKey(who);
    const syncing = house.drain();
    await until(async () => (await imports(who)).some(({ status }) => status === 'running'));
    await disconnect(who);
    page.answer(null);
    await syncing;
    expect(await tradeIds(who)).toHaveLength(2);
    await expectScoredAndUndone(who);
  });

  it.each([
    ['disconnects', disconnect],
    ['renews the key', giveKey],
  ])('ends at once when the person %s after the sync broke off', async (_, act) => {
    const who = await breakOff();
    await act(who);
    await house.drain();
    await expectScoredAndUndone(who);
  });

  it.each([
    ['disconnects', disconnect],
    ['renews the key', giveKey],
  ])('is ended by the sweep when the person %s and the job is lost', async (_, act) => {
    const who = await breakOff();
    await act(who);
    house.queue.waiting.length = 0;
    await sweepImports();
    await expectScoredAndUndone(who);
  });

  it('ends when the person asks for everything anew after the job was given up', async () => {
    const who = await breakOff();
    const { id } = await connectionOf(who);
    const job = { v: 1, userId: who.id, connectionId: id } as const;
    await handlerOf('syncBroker').giveUp?.(job, new AppError('INTERNAL'));
    const path = `/v1/brokers/connections/${id}/sync`;
    expect((await who.browser.send('POST', path, { all: true })).statusCode).toBe(202);
    await house.drain();
    expect(await tradeIds(who)).toEqual(expectedIds(4));
    await expectScoredAndUndone(who);
  });
});

describe('an import that its connection still names', () => {
  it('is left as it is by the sweep, and the next sync goes on with it', async () => {
    const who = await breakOff();
    const { id } = await firstImport(who);
    const before = await heartbeatOf(id);
    await sweepImports();
    await handlerOf('importFills').giveUp?.({ v: 1, userId: who.id, importId: id }, new AppError('INTERNAL'));
    expect(await imports(who)).toMatchObject([{ id, status: 'running' }]);
    expect(await heartbeatOf(id)).toEqual(before);
    clock.advance(61_000);
    await syncDue();
    expect(await imports(who)).toMatchObject([{ id, status: 'done', rows: { accepted: 4 } }]);
  });
});

describe('a sync that ends after the key was renewed', () => {
  it('does not block the new key with what the venue said of the old one', async () => {
    const who = await person(coinbaseFills(3));
    await connect(who);
    const page = holdPage(null);
    const syncing = syncAgain(who);
    await page.asked;
    await giveKey(who);
    stub.fills = coinbaseFills(5);
    page.answer(REFUSED);
    await syncing;
    expect(await connectionOf(who)).toMatchObject({ status: 'waiting', problem: null });
    expect(await tradeIds(who)).toEqual(expectedIds(5));
  });

  it.each([
    ['the only', null, []],
    ['the last', '2', ['main:BTC-USD:entry-8', 'main:BTC-USD:entry-9']],
  ])(
    'stores nothing of %s page that it read, and the new key is read from the beginning',
    async (_, cursor, before) => {
      const old = [coinbaseFill(9), coinbaseFill(8), coinbaseFill(7)];
      const who = await person(old, { pageSize: 2 });
      const page = holdPage(cursor);
      await giveKey(who);
      const syncing = house.drain();
      await page.asked;
      await until(async () => (await tradeIds(who)).length === before.length);
      await giveKey(who);
      stub.fills = coinbaseFills(5);
      page.answer(json({ fills: [coinbaseFill(7)], cursor: '' }));
      await syncing;
      expect(await tradeIds(who)).toEqual([...expectedIds(5), ...before]);
      expect((await imports(who)).every(({ status }) => status === 'done')).toBe(true);
    },
  );

  it('is given up without a word about the new key', async () => {
    const who = await person(coinbaseFills(3));
    await connect(who);
    await giveKey(who);
    house.queue.waiting.length = 0;
    const before = await connectionOf(who);
    const job = { v: 1, userId: who.id, connectionId: before.id } as const;
    await handlerOf('syncBroker').giveUp?.(job, new AppError('INTERNAL'));
    expect(await connectionOf(who)).toEqual(before);
  });

  it('leaves the import of the next sync alone', async () => {
    const who = await person([coinbaseFill(9)]);
    const late = holdPage(null);
    await giveKey(who);
    const { id } = await connectionOf(who);
    house.queue.waiting.length = 0;
    const overtaken = runSync(who, id);
    await late.asked;
    await giveKey(who);
    Object.assign(stub, { fills: coinbaseFills(4), pageSize: 2 });
    const page = holdPage('2');
    const syncing = house.drain();
    await page.asked;
    await until(async () => (await imports(who)).length === 1);
    late.answer(REFUSED);
    await overtaken;
    expect(await imports(who)).toMatchObject([{ status: 'running' }]);
    expect(await connectionOf(who)).toMatchObject({ status: 'syncing', problem: null });
    page.answer(null);
    await syncing;
    expect(await imports(who)).toMatchObject([{ status: 'done', rows: { accepted: 4 } }]);
  });
});

describe('one of two runs of a sync', () => {
  it('reads the rest when what it took for the last page comes after pages of the other', async () => {
    const who = await person(coinbaseFills(4), { pageSize: 2 });
    await giveKey(who);
    const { id } = await connectionOf(who);
    house.queue.waiting.length = 0;
    const late = holdPage(null);
    const one = runSync(who, id);
    await late.asked;
    const page = holdPage('2');
    const other = runSync(who, id);
    await page.asked;
    await until(async () => (await tradeIds(who)).length === 2);
    late.answer(json({ fills: [coinbaseFill(3)], cursor: '' }));
    await one;
    expect(await tradeIds(who)).toEqual(expectedIds(4));
    page.answer(null);
    await other;
    await house.drain();
    expect(await imports(who)).toMatchObject([{ status: 'done', rows: { accepted: 4 } }]);
  });
});
