import type { BrokerConnectionList } from '@twin/shared/dto/broker';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { coinbaseFill, coinbaseFills } from './stubs/coinbaseStub.ts';
import { everyCallOnce, json } from './stubs/venueServer.ts';
import { startProcess } from './support/childProcess.ts';
import { until } from './support/deferred.ts';
import { connectionOf, expectedIds, imports, KEY, openSyncedHouse } from './support/syncedHouse.ts';
import { codeOf } from './support/testApi.ts';
import { query } from './support/testDatabase.ts';
import { eventsOf, registerPerson } from './support/testHouse.ts';

const HOUR = 3_600_000;
const { clock, connect, database, house, person, stub, syncAgain, syncDue, tradeIds } =
  await openSyncedHouse();

describe('a connected broker', () => {
  it('brings all fills as an import, tells its state, and at the next sync nothing twice', async () => {
    const who = await person(coinbaseFills(2_500));
    expect(await connect(who)).toMatchObject({ status: 'waiting', problem: null, account: 'main' });
    expect(await tradeIds(who)).toEqual(expectedIds(2_500));
    const [first] = await imports(who);
    expect(first).toMatchObject({ status: 'done', rows: { read: 2_500, accepted: 2_500, rejected: 0 } });
    await syncAgain(who);
    expect(await imports(who)).toHaveLength(1);
    const statuses = (await eventsOf(database, who.id)).filter(({ type }) => type === 'broker.status');
    expect(statuses.map(({ payload }) => (payload as { status: string }).status)).toEqual([
      ...['waiting', 'syncing', 'waiting'],
      ...['waiting', 'syncing', 'waiting'],
    ]);
  });

  it('brings what is new by its schedule, and what shows up late below the newest', async () => {
    const who = await person(coinbaseFills(10).filter(({ entry_id: id }) => id !== 'entry-7'));
    await connect(who);
    stub.fills = coinbaseFills(12);
    clock.advance(HOUR);
    await syncDue();
    // Up to a quarter of an hour is added to the hour.
    clock.advance(HOUR / 4);
    await syncDue();
    expect(await tradeIds(who)).toEqual(expectedIds(12));
    const [latest] = await imports(who);
    expect(latest?.rows).toMatchObject({ read: 3, accepted: 3, duplicate: 0 });
  });

  it('never sends a secret back and writes none into the log of events or audit', async () => {
    const who = await person([]);
    await connect(who);
    const shown = JSON.stringify([
      await who.get('/v1/brokers/connections'),
      await eventsOf(database, who.id),
      await query(database.adminUrl, 'SELECT * FROM "Audit" WHERE "userId" = $1', [who.id]),
      await query(database.adminUrl, 'SELECT * FROM "BrokerConnection" WHERE "userId" = $1', [who.id]),
    ]);
    expect(shown).not.toContain('PRIVATE KEY');
    expect(shown).not.toContain(KEY.name);
  });

  it('is refused when its key may trade or move money, and when that changes later the person is asked', async () => {
    const who = await person(coinbaseFills(3));
    for (const change of [{ can_trade: true }, { can_transfer: true }]) {
      stub.permissions = { can_view: true, can_trade: false, can_transfer: false, ...change };
      const answer = await who.browser.send('POST', '/v1/brokers/coinbase/api-key', { key: KEY });
      expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'BROKER_CAN_TRADE']);
    }
    stub.permissions.can_transfer = false;
    await connect(who);
    stub.permissions.can_trade = true;
    expect(await syncAgain(who)).toMatchObject({
      status: 'blocked',
      problem: { code: 'BROKER_CAN_TRADE' },
      nextSyncAt: null,
    });
  });

  it('is forgotten with its key when the person disconnects; the trades stay', async () => {
    const who = await person(coinbaseFills(3));
    const { id } = await connect(who);
    expect((await who.browser.send('DELETE', `/v1/brokers/connections/${id}`)).statusCode).toBe(204);
    expect((await who.get<BrokerConnectionList>('/v1/brokers/connections')).items).toEqual([]);
    expect(await tradeIds(who)).toHaveLength(3);
    const other = await registerPerson(house);
    expect((await other.browser.send('DELETE', `/v1/brokers/connections/${id}`)).statusCode).toBe(404);
  });

  it('shows what its balances hold beyond the fills', async () => {
    const who = await person([coinbaseFill(0, { size: '2', price: '10', commission: '0.5' })], {
      balances: [
        { currency: 'BTC', value: '2.4', hold: '0.1' },
        { currency: 'USD', value: '79.5' },
      ],
    });
    expect((await connect(who)).balances).toEqual([
      { asset: 'BTC', held: '2.5', fromFills: '2', unexplained: '0.5' },
      { asset: 'USD', held: '79.5', fromFills: '-20.5', unexplained: '100' },
    ]);
  });
});

describe('a row that is no plain fill', () => {
  it('is told once with its entry and keeps nothing else back', async () => {
    const broken = coinbaseFill(5, { size_in_quote: true, price: '0' });
    const who = await person([coinbaseFill(6), broken, coinbaseFill(4)]);
    await connect(who);
    await syncAgain(who);
    const all = await imports(who);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      rows: { read: 3, accepted: 2, rejected: 1 },
      problems: [{ field: 'price', reason: expect.stringContaining('entry-5') }],
    });
  });

  it('that takes a fill back buries it, in whatever order the two come, and only one of two equal ones', async () => {
    const twin = { order_id: 'same', size: '1', price: '5' };
    const reversal = coinbaseFill(9, { ...twin, trade_type: 'REVERSAL', side: 'BUY' });
    const correction = coinbaseFill(8, { ...twin, size: '2', trade_type: 'CORRECTION' });
    const who = await person([reversal, correction, coinbaseFill(2, twin), coinbaseFill(1, twin)], {
      pageSize: 1,
    });
    await connect(who);
    const standing = await tradeIds(who);
    expect(standing).toHaveLength(2);
    expect(standing).toContain('main:BTC-USD:entry-8');
    expect((await imports(who))[0]?.rows).toEqual({
      read: 4,
      accepted: 3,
      duplicate: 0,
      ignored: 1,
      rejected: 0,
    });
    await syncAgain(who);
    expect(await tradeIds(who)).toEqual(standing);
    expect(await imports(who)).toHaveLength(1);
  });

  it('that takes back what is not there is a problem', async () => {
    const who = await person([coinbaseFill(9, { trade_type: 'REVERSAL' }), coinbaseFill(1)]);
    await connect(who);
    expect((await imports(who))[0]).toMatchObject({ rows: { accepted: 1, rejected: 1 } });
  });
});

describe('a sync that is disturbed', () => {
  it('completes though every page fails once, in each way that a venue fails', async () => {
    for (const reply of [
      { status: 500, body: '{}' },
      { status: 0, body: '' },
      json({ errors: [{ id: 'rate_limit_exceeded' }] }, 429, { 'retry-after': '7' }),
      { status: 200, body: '<html>maintenance</html>' },
    ]) {
      const who = await person(coinbaseFills(60), { pageSize: 20 });
      stub.fault = everyCallOnce(reply, ({ url }) => url.pathname.endsWith('/fills'));
      await connect(who);
      let tries = 0;
      while ((await connectionOf(who)).problem !== null) {
        tries += 1;
        expect(tries).toBeLessThan(8);
        clock.advance(6 * HOUR * 1.25);
        await syncDue();
      }
      expect(await tradeIds(who)).toEqual(expectedIds(60));
    }
  });

  it('waits as long as the venue says when it is asked too often', async () => {
    const who = await person(coinbaseFills(3));
    stub.fault = () => json({}, 429, { 'retry-after': '600' });
    const before = clock.now().getTime();
    const refused = await who.browser.send('POST', '/v1/brokers/coinbase/api-key', { key: KEY });
    expect([refused.statusCode, codeOf(refused), refused.headers['retry-after']]).toEqual([
      503,
      'BROKER_BUSY',
      '600',
    ]);
    stub.fault = null;
    await connect(who);
    stub.fault = () => json({}, 429, { 'retry-after': '600' });
    const { nextSyncAt, status } = await syncAgain(who);
    const waitS = (Date.parse(nextSyncAt ?? '') - before) / 1000;
    expect(status).toBe('waiting');
    expect(waitS).toBeGreaterThanOrEqual(600);
    expect(waitS).toBeLessThanOrEqual(750);
    const calls = stub.calls.length;
    clock.advance(599_000);
    await syncDue();
    expect(stub.calls.length).toBe(calls);
  });

  it('asks the person when the venue no longer accepts the key, and does not knock again by itself', async () => {
    const who = await person(coinbaseFills(3));
    await connect(who);
    stub.fault = () => ({ status: 401, body: 'Unauthorized\n' });
    expect(await syncAgain(who)).toMatchObject({
      status: 'blocked',
      problem: { code: 'BROKER_SIGN_IN_AGAIN' },
    });
    const calls = stub.calls.length;
    clock.advance(48 * HOUR);
    await syncDue();
    expect(stub.calls.length).toBe(calls);
  });

  it('begins anew when the venue has forgotten its cursor', async () => {
    const who = await person(coinbaseFills(300), { pageSize: 100 });
    let failed = false;
    stub.fault = ({ url }) => {
      if (url.searchParams.get('cursor') !== '200' || failed) return null;
      failed = true;
      return json({ error: 'INVALID_ARGUMENT', message: 'invalid cursor' }, 400);
    };
    await connect(who);
    expect(failed).toBe(true);
    expect(await tradeIds(who)).toEqual(expectedIds(300));
  });

  it('stores every fill once when pages repeat and reorder', async () => {
    const fills = coinbaseFills(40);
    const shuffled = [...fills.slice(20), ...fills.slice(5, 30), ...fills.slice(0, 20)];
    const who = await person(shuffled, { pageSize: 7 });
    await connect(who);
    expect(await tradeIds(who)).toEqual(expectedIds(40));
    expect((await imports(who))[0]?.rows).toMatchObject({ read: 40, accepted: 40 });
  });

  it('stores every fill once when two workers run it at once', async () => {
    const who = await person(coinbaseFills(400), { pageSize: 50 });
    await who.browser.send('POST', '/v1/brokers/coinbase/api-key', { key: KEY });
    house.queue.waiting.length = 0;
    const { id } = await connectionOf(who);
    const handler = house.house.jobs.find((jobs) => jobs.syncBroker)?.syncBroker;
    const context = {
      signal: new AbortController().signal,
      log: createLogger('test', 'silent'),
      attempt: 1,
      isTurnOver: () => false,
    };
    const run = () => handler?.run({ v: 1, userId: who.id, connectionId: id }, context);
    await Promise.all([run(), run()]);
    await house.drain();
    expect(await tradeIds(who)).toEqual(expectedIds(400));
    const all = await imports(who);
    expect(all.map(({ rows }) => rows.accepted).reduce((sum, rows) => sum + rows, 0)).toBe(400);
    expect(all.every(({ status }) => status === 'done')).toBe(true);
  });
});

describe('ten thousand fills', () => {
  it('are all there, and once, though the worker is killed five times', async () => {
    const who = await person(coinbaseFills(10_000), { pageSize: 250 });
    await who.browser.send('POST', '/v1/brokers/coinbase/api-key', { key: KEY });
    house.queue.waiting.length = 0;
    const { id } = await connectionOf(who);
    // The processes live by the real clock, which is behind the one of the tests.
    await query(database.adminUrl, `UPDATE "BrokerConnection" SET "nextSyncAt" = now()`);
    const pages = async () => {
      const [row] = await query<{ n: number | null }>(
        database.adminUrl,
        `SELECT ("syncCursor"->>'pages')::int AS n FROM "BrokerConnection" WHERE id = $1`,
        [id],
      );
      return row?.n ?? 0;
    };
    for (let kill = 1; kill <= 5; kill += 1) {
      const before = await pages();
      const runner = await startProcess('syncRunner.ts', [database.appUrl, stub.url.href, who.id, id]);
      await until(async () => (await pages()) >= before + kill);
      await runner.kill();
    }
    expect(await pages()).toBeLessThan(40);
    expect(await connectionOf(who)).toMatchObject({ status: 'syncing' });
    clock.advance(121_000);
    await syncDue();
    expect(await tradeIds(who)).toEqual(expectedIds(10_000));
    const all = await imports(who);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ status: 'done', rows: { read: 10_000, accepted: 10_000, duplicate: 0 } });
  }, 240_000);
});
