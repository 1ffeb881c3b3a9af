import type { CandleAnswer, MarketStatus } from '@twin/shared/dto/market';
import { describe, expect, it } from 'vitest';
import { openMarket } from '../src/adapters/market/openMarket.ts';
import { createAdvisoryLocks } from '../src/lib/queue/advisoryLocks.ts';
import { startBinance } from './stubs/binanceStub.ts';
import { type StubCandle, startCoinbase } from './stubs/coinbaseStub.ts';
import { json } from './stubs/venueServer.ts';
import { cleanUp } from './support/cleanUp.ts';
import { TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 15, 12, 20);
const database = await createTestDatabase();
const coinbase = await startCoinbase();
const binance = await startBinance();
const clock = new TestClock(NOW);
const locks = createAdvisoryLocks(database.appUrl, 2);
cleanUp(() => locks.close());
const { cache } = database.withoutUser;
const market = openMarket(
  {
    coinbase: { apiUrl: coinbase.url, loginUrl: coinbase.url, client: null },
    ...{ binance: null, ccxt: [], vendor: { apiUrl: binance.url } },
  },
  { cache, locks, clock, count: () => undefined },
);
const house = await createTestHouse(database, { clock, market });

/** Hourly bars until the one that is open now. */
function bars(days: number, without: (hour: number) => boolean = () => false): StubCandle[] {
  const begin = Math.floor(NOW / HOUR) * HOUR - days * DAY;
  return Array.from({ length: days * 24 + 1 }, (_, hour) => hour)
    .filter((hour) => !without(hour))
    .map((hour) => ({ ts: begin + hour * HOUR, price: String(100 + (hour % 7)) }));
}

const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset';
const fill = (id: string, ts: number, symbol: string, side: 'buy' | 'sell' = 'buy') =>
  `${id},${new Date(ts).toISOString()},${symbol},${side},1,100,0,`;

/** The sweeper's part. */
async function fetchDue(): Promise<void> {
  for (const source of house.house.due) {
    for (const due of await source()) {
      if (due.name === 'fetchCandles') await house.queue.enqueue(due.name, due.payload, due);
    }
  }
  await house.drain();
}

/** Someone who traded, and whose trades are of this broker. */
async function trader(lines: string[], broker = 'coinbase'): Promise<Person> {
  const who = await registerPerson(house);
  await who.importFile([HEADER, ...lines, ''].join('\n'));
  await query(database.adminUrl, 'UPDATE "Trade" SET broker = $2 WHERE "userId" = $1', [who.id, broker]);
  coinbase.calls.length = 0;
  binance.calls.length = 0;
  return who;
}

async function agree(who: Person, marketFetch = true): Promise<void> {
  expect((await who.browser.send('PATCH', '/v1/settings', { marketFetch })).statusCode).toBe(200);
}

const candlesOf = (who: Person, symbol: string) =>
  who.get<CandleAnswer>(`/v1/market/candles?symbol=${symbol}&granularity=1h`);

describe('candles from outside', () => {
  it('are not asked for before the person agrees, and not after they take it back', async () => {
    coinbase.candles.set('AAA-USD', bars(40));
    const who = await trader([fill('1', NOW - 5 * DAY, 'AAA-USD')]);
    await fetchDue();
    expect(coinbase.calls).toEqual([]);
    await agree(who);
    await house.queue.enqueue('fetchCandles', { v: 1, userId: who.id });
    await agree(who, false);
    await house.drain();
    expect(coinbase.calls).toEqual([]);
    expect((await candlesOf(who, 'AAA-USD')).source).toBeNull();
  });

  it('cover a held symbol from before its first trade to the last closed bar, with its gaps, and the scores follow', async () => {
    coinbase.candles.set(
      'BBB-USD',
      bars(40, (hour) => hour >= 900 && hour < 903),
    );
    const who = await trader([fill('1', NOW - 5 * DAY, 'BBB-USD'), fill('2', NOW - 2 * DAY, 'BBB-USD')]);
    const before = await who.get<{ points: { coverage: number }[] }>('/v1/account/equity');
    await agree(who);
    await fetchDue();
    const { source, candles, gaps } = await candlesOf(who, 'BBB-USD');
    expect(source).toBe('coinbase');
    expect(Date.parse(candles[0]?.ts ?? '')).toBeLessThanOrEqual(NOW - 15 * DAY);
    expect(candles.at(-1)?.ts).toBe(new Date(Date.UTC(2026, 5, 15, 11)).toISOString());
    expect(gaps).toHaveLength(1);
    const after = await who.get<{ points: { coverage: number }[] }>('/v1/account/equity');
    const coverageOf = ({ points }: typeof before) => Math.max(...points.map(({ coverage }) => coverage));
    expect(coverageOf(after)).toBeGreaterThan(coverageOf(before));
    await fetchDue();
    const calls = coinbase.calls.length;
    await fetchDue();
    expect(coinbase.calls.length).toBe(calls);
  });

  it('come from the vendor where the broker does not know the symbol, and from nowhere where that does not either', async () => {
    binance.candles.set('CCCUSDT', bars(40));
    const who = await trader([fill('1', NOW - 3 * DAY, 'CCC-USDT'), fill('2', NOW - 3 * DAY, 'DDD-USDT')]);
    await agree(who);
    await fetchDue();
    expect((await candlesOf(who, 'CCC-USDT')).source).toBe('binance');
    expect((await candlesOf(who, 'DDD-USDT')).source).toBeNull();
    const asked = coinbase.calls.map(({ url }) => url.pathname);
    expect(asked.some((path) => path.includes('CCC-USDT'))).toBe(true);
  });

  it('of what was traded at Coinbase Pro come from Coinbase', async () => {
    coinbase.candles.set('LLL-USD', bars(20));
    const who = await trader([fill('1', NOW - 3 * DAY, 'LLL-USD')], 'coinbase-pro');
    await agree(who);
    await fetchDue();
    expect((await candlesOf(who, 'LLL-USD')).source).toBe('coinbase');
  });

  it('stand in for those of another dollar where nobody has the symbol itself, and the scores follow', async () => {
    binance.candles.set('KKKUSDT', bars(40));
    const who = await trader(
      [
        fill('1', NOW - 5 * DAY, 'KKK-USD'),
        fill('2', NOW - 2 * DAY, 'KKK-USD'),
        fill('3', NOW - DAY, 'KKK-EUR'),
      ],
      'csv',
    );
    await agree(who);
    await fetchDue();
    expect((await candlesOf(who, 'KKK-USDT')).source).toBe('binance');
    const { series } = await who.get<MarketStatus>('/v1/market/status');
    expect(series.map(({ symbol }) => symbol)).toEqual(['KKK-USDT']);
    const asked = binance.calls.map(({ url }) => url.searchParams.get('symbol'));
    expect([...new Set(asked)].toSorted()).toEqual(['KKKEUR', 'KKKUSD', 'KKKUSDT']);
    const { points } = await who.get<{ points: { actual: string }[] }>('/v1/account/equity?asset=USD');
    // Bought at 100; worth what the last bar of the first day closed at.
    const last = bars(40).find(({ ts }) => ts === Date.UTC(2026, 5, 10, 23));
    expect(points[0]?.actual).toBe(String(Number(last?.price) - 100));
  });

  it('go before the own file of the person, which fills what they lack', async () => {
    const all = bars(20);
    coinbase.candles.set('EEE-USD', all.slice(0, -30));
    const who = await trader([fill('1', NOW - 3 * DAY, 'EEE-USD'), fill('2', NOW - DAY / 2, 'EEE-USD')]);
    const file = all.map(({ ts }) => `${new Date(ts).toISOString()},50,50,50,50,1`);
    const upload = ['ts,open,high,low,close,volume', ...file, ''].join('\n');
    const fields = { symbol: 'EEE-USD', granularity: '1h' };
    expect((await who.upload('/v1/market/candles', upload, fields)).statusCode).toBe(202);
    await agree(who);
    await fetchDue();
    const { candles, source } = await candlesOf(who, 'EEE-USD');
    expect([source, candles[0]?.open]).toEqual(['coinbase', expect.stringMatching(/^10\d$/)]);
    // The venue's bars end before the second day does.
    const { points } = await who.get<{ points: { actual: string }[] }>('/v1/account/equity?asset=USD');
    expect(points[0]?.actual).not.toBe('-50');
    expect(points.at(-2)?.actual).toBe('-50');
  });

  it('of an earlier trade that shows up later come too, without a hole and without asking for the rest again', async () => {
    coinbase.candles.set('FFF-USD', bars(300));
    const who = await trader([fill('1', NOW - 3 * DAY, 'FFF-USD')]);
    await agree(who);
    await fetchDue();
    await who.importFile([HEADER, fill('0', NOW - 200 * DAY, 'FFF-USD'), ''].join('\n'));
    await query(database.adminUrl, `UPDATE "Trade" SET broker = 'coinbase' WHERE "userId" = $1`, [who.id]);
    coinbase.calls.length = 0;
    await fetchDue();
    const { candles, gaps } = await candlesOf(who, 'FFF-USD');
    expect(gaps).toEqual([]);
    expect(candles.length).toBeGreaterThan(209 * 24);
    const starts = coinbase.calls.map(({ url }) => Number(url.searchParams.get('start')) * 1000);
    expect(Math.max(...starts)).toBeLessThan(NOW - 12 * DAY);
  });

  it('are tried again when the venue says so; meanwhile nothing is asked, and the person can see why', async () => {
    coinbase.candles.set('GGG-USD', bars(40));
    const who = await trader([fill('1', NOW - 3 * DAY, 'GGG-USD')]);
    await agree(who);
    coinbase.fault = () => json({}, 429, { 'retry-after': '300' });
    await fetchDue();
    const status = () => who.get<MarketStatus>('/v1/market/status');
    expect(await status()).toMatchObject({ problem: { code: 'BROKER_BUSY' } });
    coinbase.fault = null;
    const calls = coinbase.calls.length;
    clock.advance(299_000);
    await fetchDue();
    expect(coinbase.calls.length).toBe(calls);
    // Up to a quarter more.
    clock.advance(80_000);
    await fetchDue();
    expect((await candlesOf(who, 'GGG-USD')).source).toBe('coinbase');
    expect(await status()).toMatchObject({
      problem: null,
      series: [{ symbol: 'GGG-USD', source: 'coinbase' }],
    });
  });

  it('of one person serve the next without a call', async () => {
    coinbase.candles.set('HHH-USD', bars(40));
    const [first, second] = [
      await trader([fill('1', NOW - 3 * DAY, 'HHH-USD')]),
      await trader([fill('1', NOW - 3 * DAY, 'HHH-USD')]),
    ];
    await agree(first);
    await fetchDue();
    const calls = coinbase.calls.length;
    expect(calls).toBeGreaterThan(0);
    await agree(second);
    await fetchDue();
    expect(coinbase.calls.length).toBe(calls);
    expect(await candlesOf(second, 'HHH-USD')).toEqual(await candlesOf(first, 'HHH-USD'));
  });
});
