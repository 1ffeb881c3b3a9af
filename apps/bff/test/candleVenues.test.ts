import { describe, expect, it } from 'vitest';
import { BinanceCandles } from '../src/adapters/market/BinanceCandles.ts';
import { CachedCandles } from '../src/adapters/market/CachedCandles.ts';
import { CoinbaseCandles } from '../src/adapters/market/CoinbaseCandles.ts';
import { VenuePauses } from '../src/adapters/venue/VenuePauses.ts';
import { createAdvisoryLocks } from '../src/lib/queue/advisoryLocks.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import type { Cache } from '../src/ports/cache.ts';
import type { CandleVenue } from '../src/ports/market.ts';
import { startBinance } from './stubs/binanceStub.ts';
import { type StubCandle, startCoinbase } from './stubs/coinbaseStub.ts';
import { json, type VenueServer } from './stubs/venueServer.ts';
import { cleanUp } from './support/cleanUp.ts';
import { MemoryCache } from './support/MemoryCache.ts';
import { HAS_RECORDED, type RecordedRequests, recorded, shapeOf } from './support/recordedExchanges.ts';
import { TestClock } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const signal = new AbortController().signal;
const database = await createTestDatabase();

/** A venue with its adapter; `add` lists candles of BTC-USDT. */
interface Subject {
  stub: VenueServer;
  add(candles: StubCandle[]): void;
  open(cache: Cache): CandleVenue;
}

const subjects: [string, () => Promise<Subject>][] = [
  [
    'Coinbase',
    async () => {
      const stub = await startCoinbase();
      return {
        stub,
        add: (candles) => stub.candles.set('BTC-USDT', candles),
        open: (cache) =>
          new CoinbaseCandles({ apiUrl: stub.url, pauses: new VenuePauses(cache, systemClock) }),
      };
    },
  ],
  [
    'Binance',
    async () => {
      const stub = await startBinance();
      return {
        stub,
        add: (candles) => stub.candles.set('BTCUSDT', candles),
        open: (cache) => {
          const pauses = new VenuePauses(cache, systemClock);
          return new BinanceCandles({ apiUrl: stub.url, clock: systemClock, pauses });
        },
      };
    },
  ],
];

function hours(count: number, without: readonly number[] = []): StubCandle[] {
  return Array.from({ length: count }, (_, hour) => ({
    ts: START + hour * HOUR,
    price: String(100 + hour),
  })).filter((_, hour) => !without.includes(hour));
}

const windowOf = (bars: number) => ({
  ...{ symbol: 'BTC-USDT', granularityMs: HOUR, from: START, to: START + bars * HOUR },
});

describe.each(subjects)('candles of a venue: %s', (_name, make) => {
  it('come oldest first and inside the window, and where none is there is none', async () => {
    const { add, open } = await make();
    add(hours(12, [3, 4]));
    const bars = await open(new MemoryCache()).candles(windowOf(8), signal);
    expect(bars?.map(([ts]) => (ts - START) / HOUR)).toEqual([0, 1, 2, 5, 6, 7]);
    expect(bars?.[0]).toEqual([START, 100, 100, 100, 100, 1.5]);
  });

  it('are null for a symbol that it does not know, and an empty list where nobody traded', async () => {
    const { stub, add, open } = await make();
    add([]);
    const venue = open(new MemoryCache());
    // Binance calls a name illegal that it cannot have.
    stub.fault = ({ url }) =>
      url.href.includes('150USDC') ? json({ code: -1100, msg: 'Illegal characters' }, 400) : null;
    expect(await venue.candles({ ...windowOf(5), symbol: 'NOPE-USD' }, signal)).toBeNull();
    expect(await venue.candles({ ...windowOf(5), symbol: '@150-USDC' }, signal)).toBeNull();
    expect(await venue.candles(windowOf(5), signal)).toEqual([]);
  });

  it('that make no sense are refused as such', async () => {
    const { add, open } = await make();
    for (const price of ['', 'abc', '-1', '0']) {
      add([{ ts: START, price }]);
      await expect(open(new MemoryCache()).candles(windowOf(5), signal)).rejects.toMatchObject({
        code: 'BROKER_UNREADABLE',
      });
    }
  });

  it('wait as long as the venue says, in every worker that shares the cache', async () => {
    const { stub, add, open } = await make();
    add(hours(3));
    stub.fault = () => json({}, 429, { 'retry-after': '45' });
    const cache = database.withoutUser.cache;
    await expect(open(cache).candles(windowOf(5), signal)).rejects.toMatchObject({
      ...{ code: 'BROKER_BUSY', options: { retryAfterSeconds: 45 } },
    });
    stub.fault = null;
    const calls = stub.calls.length;
    await expect(open(cache).candles(windowOf(5), signal)).rejects.toMatchObject({ code: 'BROKER_BUSY' });
    expect(stub.calls.length).toBe(calls);
  });
});

describe('the cache of candles', () => {
  async function cached(clock = new TestClock(START + 10 * HOUR)) {
    const stub = await startCoinbase();
    const { cache } = database.withoutUser;
    const counts: Record<string, number> = { hit: 0, miss: 0 };
    const open = () => {
      const locks = createAdvisoryLocks(database.appUrl, 8);
      cleanUp(() => locks.close());
      const count = (_venue: string, outcome: string) => {
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      };
      const pauses = new VenuePauses(new MemoryCache(), clock);
      const venue = new CoinbaseCandles({ apiUrl: stub.url, pauses });
      return new CachedCandles(venue, { cache, locks, clock, count });
    };
    return { stub, clock, counts, open };
  }

  it('asks the venue once for what eight ask in two processes at a time', async () => {
    const { stub, counts, open } = await cached();
    stub.candles.set('ONE-USD', hours(5));
    const window = { ...windowOf(5), symbol: 'ONE-USD' };
    const [first, second] = [open(), open()];
    const askers = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? first : second));
    const answers = await Promise.all(askers.map((source) => source.read(window, signal)));
    expect(stub.calls).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.bars).toHaveLength(5);
    expect(counts).toEqual({ hit: 7, miss: 1 });
  });

  it('never gives or keeps a bar that is still open, and asks again once it has closed', async () => {
    const { stub, clock, open } = await cached(new TestClock(START + 4 * HOUR + HOUR / 2));
    stub.candles.set('OPEN-USD', hours(5));
    const window = { ...windowOf(24), symbol: 'OPEN-USD' };
    const source = open();
    expect((await source.read(window, signal))?.bars.map(([ts]) => (ts - START) / HOUR)).toEqual([
      0, 1, 2, 3,
    ]);
    await source.read(window, signal);
    expect(stub.calls).toHaveLength(1);
    clock.advance(HOUR);
    expect(await source.read(window, signal)).toMatchObject({ until: START + 5 * HOUR });
    expect(stub.calls).toHaveLength(2);
  });

  it('remembers for a while that a venue does not know a symbol', async () => {
    const { stub, open } = await cached();
    const window = { ...windowOf(5), symbol: 'NONE-USD' };
    expect(await open().read(window, signal)).toBeNull();
    expect(await open().read(window, signal)).toBeNull();
    expect(stub.calls).toHaveLength(1);
  });

  it('keeps nothing of a failure, and lets the next one ask', async () => {
    const { stub, open } = await cached();
    stub.candles.set('FAIL-USD', hours(5));
    const window = { ...windowOf(5), symbol: 'FAIL-USD' };
    stub.fault = () => json({}, 500);
    await expect(open().read(window, signal)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    stub.fault = null;
    expect((await open().read(window, signal))?.bars).toHaveLength(5);
  });
});

interface RecordedBars {
  methods: { fetchOHLCV: { httpResponse: unknown[][]; parsedResponse: number[][] }[] };
}

describe.skipIf(!HAS_RECORDED)('candles as they were recorded (../shared/data/exchanges)', () => {
  it('parse to the recorded results', async () => {
    const [binance] = recorded<RecordedBars>('binance.responses.json').methods.fetchOHLCV;
    const stub = await startBinance();
    stub.fault = () => json(binance?.httpResponse);
    const begin = binance?.parsedResponse[0]?.[0] ?? 0;
    const venue = new BinanceCandles({
      ...{ apiUrl: stub.url, clock: systemClock, pauses: new VenuePauses(new MemoryCache(), systemClock) },
    });
    const window = { ...windowOf(1), from: begin, to: begin + HOUR };
    expect(await venue.candles(window, signal)).toEqual(binance?.parsedResponse);
  });

  it('are asked for at the recorded addresses', async () => {
    const { recorded: requests } = recorded<RecordedRequests>('requests.json');
    for (const exchange of ['coinbase', 'binance']) {
      const [, make] = subjects.find(([name]) => name.toLowerCase() === exchange) ?? [];
      const call = requests.find((one) => one.exchange === exchange && one.method === 'fetchOHLCV');
      const { stub, add, open } = (await make?.()) ?? {};
      if (!stub || !add || !open || !call) throw new Error('nothing recorded');
      add([]);
      const from = 1_700_000_000_000;
      await open(new MemoryCache()).candles({ ...windowOf(1), from, to: from + 300 * HOUR }, signal);
      const sent = shapeOf(stub.calls[0]?.url ?? '');
      expect(sent.path).toBe(shapeOf(call.sent.url).path);
      // We bound the window on both sides.
      expect(sent.query).toMatchObject(shapeOf(call.sent.url).query);
    }
  });
});
