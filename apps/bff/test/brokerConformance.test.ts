import { AppError } from '@twin/shared/errors/AppError';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { BinanceBroker } from '../src/adapters/brokers/binance/BinanceBroker.ts';
import { CcxtBroker } from '../src/adapters/brokers/ccxt/CcxtBroker.ts';
import { CCXT_VENUES, type CcxtVenue } from '../src/adapters/brokers/ccxt/ccxtVenues.ts';
import { CoinbaseBroker } from '../src/adapters/brokers/coinbase/CoinbaseBroker.ts';
import { VenuePauses } from '../src/adapters/venue/VenuePauses.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import type { Broker, BrokerCursor, BrokerFill, Grant } from '../src/ports/broker.ts';
import { BINANCE_KEY, binanceTrades, startBinance } from './stubs/binanceStub.ts';
import { startCcxt } from './stubs/ccxtStub.ts';
import { coinbaseFills, makeCdpKey, startCoinbase } from './stubs/coinbaseStub.ts';
import type { VenueServer } from './stubs/venueServer.ts';
import { FakeBroker, fakeFill } from './support/FakeBroker.ts';
import { MemoryCache } from './support/MemoryCache.ts';

const signal = new AbortController().signal;

/** One venue with its adapter. */
interface Subject {
  broker: Broker;
  key: Record<string, string>;
  /** Makes the venue hold so many fills. */
  hold(count: number): void;
  /** null: the venue does not tell what a key may do. */
  allowTrading: (() => void) | null;
  /** The next listing fails with this status. */
  failOnce(status: 401 | 429 | 500): void;
}

function failingVenue(venue: VenueServer, path: string) {
  return (status: number): void => {
    let hasFailed = false;
    venue.fault = ({ url }) => {
      if (hasFailed || !url.pathname.endsWith(path)) return null;
      hasFailed = true;
      return { status, body: '{}', headers: { 'retry-after': '30' } };
    };
  };
}

const subjects: [string, () => Promise<Subject>][] = [
  [
    'the fake',
    async () => {
      const broker = new FakeBroker();
      const codes = { 401: 'BROKER_SIGN_IN_AGAIN', 429: 'BROKER_BUSY', 500: 'BROKER_UNAVAILABLE' } as const;
      return {
        broker,
        key: { key: 'a-key-of-the-fake-venue' },
        hold: (count) => {
          broker.fills = Array.from({ length: count }, (_, number) => fakeFill(number));
        },
        allowTrading: () => {
          broker.mayTrade = true;
        },
        failOnce: (status) => {
          broker.nextError = new AppError(codes[status], { retryAfterSeconds: 30 });
        },
      };
    },
  ],
  [
    'Coinbase',
    async () => {
      const key = makeCdpKey();
      const venue = await startCoinbase([key]);
      venue.pageSize = 2;
      return {
        broker: new CoinbaseBroker({ apiUrl: venue.url, clock: systemClock, oauth: null }),
        key: { ...key },
        hold: (count) => {
          venue.fills = coinbaseFills(count);
        },
        allowTrading: () => {
          venue.permissions.can_trade = true;
        },
        failOnce: failingVenue(venue, '/fills'),
      };
    },
  ],
  [
    'Binance',
    async () => {
      const venue = await startBinance();
      venue.balances = [{ asset: 'LTC', free: '1', locked: '0.5' }];
      const clock = { now: () => new Date(Date.now() + later) };
      let later = 0;
      return {
        broker: new BinanceBroker({
          apiUrl: venue.url,
          clock,
          pauses: new VenuePauses(new MemoryCache(), clock),
        }),
        key: { ...BINANCE_KEY },
        hold: (count) => {
          venue.trades.set('LTCUSDT', binanceTrades('LTCUSDT', count));
        },
        allowTrading: () => {
          venue.restrictions['enableSpotAndMarginTrading'] = true;
        },
        failOnce: (status) => {
          failingVenue(venue, '/myTrades')(status);
          // The pause of the test before is over.
          later += 60_000;
          venue.skewMs = later;
        },
      };
    },
  ],
  ...Object.values(CCXT_VENUES).map(throughCcxt),
];

/** Its oldest trades are of ten days ago. */
function throughCcxt(venue: CcxtVenue): [string, () => Promise<Subject>] {
  const begin = Math.floor(Date.now() / 1000) * 1000 - 10 * 86_400_000;
  return [
    `${venue.title} (ccxt)`,
    async () => {
      const stub = await startCcxt(venue.name);
      let later = 0;
      const clock = { now: () => new Date(Date.now() + later) };
      const pauses = new VenuePauses(new MemoryCache(), clock);
      const secret = Buffer.from('a secret of tests, long enough').toString('base64');
      return {
        broker: new CcxtBroker(venue, { baseUrl: stub.url, clock, pauses }),
        key: { apiKey: 'key', password: 'a pass phrase', isReadOnly: 'yes', secret },
        // The first are old; those that follow come as time goes on.
        hold: (count) => {
          const from = stub.trades.length === 0 ? begin : clock.now().getTime();
          const more = Array.from(
            { length: count - stub.trades.length },
            (_, number) => from + number * 1000,
          );
          stub.trades.push(...more);
          later += 60_000;
        },
        allowTrading:
          venue.beyondReading &&
          (() => {
            stub.mayTrade = true;
          }),
        failOnce: (status) => {
          failingVenue(stub, stub.tradesPath)(status);
          later += 60_000;
        },
      };
    },
  ];
}

/** Reads on until there is no more; the cursor goes through JSON, as it does in the database. */
async function readAll(broker: Broker, grant: Grant, from: BrokerCursor | null) {
  const fills: BrokerFill[] = [];
  let cursor = from;
  for (let pages = 1; ; pages += 1) {
    expect(pages).toBeLessThan(150);
    const page = await broker.listFillsSince(grant, cursor, { symbols: [], signal });
    fills.push(...page.fills);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as BrokerCursor;
    if (page.isLast) return { fills, cursor };
  }
}

const idsOf = (fills: readonly BrokerFill[]) => [...new Set(fills.map(({ venueId }) => venueId))].sort();

describe.each(subjects)('a broker: %s', (_name, make) => {
  it('reads every fill, and later those that came since', async () => {
    const { broker, key, hold } = await make();
    const grant = await broker.authorise(key);
    hold(5);
    const first = await readAll(broker, grant, null);
    expect(idsOf(first.fills)).toHaveLength(5);
    hold(8);
    const second = await readAll(broker, grant, first.cursor);
    const all = idsOf([...first.fills, ...second.fills]);
    expect(all).toHaveLength(8);
    expect(idsOf((await readAll(broker, grant, null)).fills)).toEqual(all);
  });

  it('gives exact amounts, a fee with its coin, and order by time', async () => {
    const { broker, key, hold } = await make();
    hold(3);
    const { fills } = await readAll(broker, await broker.authorise(key), null);
    for (const fill of fills) {
      expect(fill.symbol).toMatch(/^[A-Z]+-[A-Z]+$/);
      expect(formatDecimal(fill.qty)).toMatch(/^0\.2/);
      expect(fill.feeAsset === null).toBe(fill.fee === 0n);
      expect(Number.isInteger(fill.seq)).toBe(true);
    }
    const sorted = fills.map(({ ts }) => ts).sort((a, b) => a - b);
    expect(new Set(sorted).size).toBe(3);
  });

  it('says how it failed, and goes on from the same cursor', async () => {
    const { broker, key, hold, failOnce } = await make();
    const grant = await broker.authorise(key);
    hold(2);
    const { cursor } = await readAll(broker, grant, null);
    hold(4);
    for (const [status, code] of [
      [500, 'BROKER_UNAVAILABLE'],
      [401, 'BROKER_SIGN_IN_AGAIN'],
      [429, 'BROKER_BUSY'],
    ] as const) {
      failOnce(status);
      const failure = await readAll(broker, grant, cursor).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code });
      if (status === 429) expect(failure).toMatchObject({ options: { retryAfterSeconds: 30 } });
    }
    failOnce(500);
    await readAll(broker, grant, cursor).catch(() => undefined);
    const { fills } = await readAll(broker, grant, cursor);
    expect(idsOf(fills).length).toBeGreaterThanOrEqual(2);
  });

  it('takes a key that may read, and refuses one that may trade or makes no sense', async () => {
    const { broker, key, allowTrading } = await make();
    const grant = await broker.authorise(key);
    await broker.permissions(grant, signal);
    if (allowTrading) {
      allowTrading();
      await expect(broker.permissions(grant, signal)).rejects.toMatchObject({ code: 'BROKER_CAN_TRADE' });
    } else {
      const unconfirmed = { ...key, isReadOnly: '' };
      await expect(broker.authorise(unconfirmed)).rejects.toMatchObject({
        options: { fields: [{ path: 'key.isReadOnly' }] },
      });
    }
    await expect(broker.authorise({})).rejects.toMatchObject({
      code: 'BROKER_KEY_UNREADABLE',
      options: { fields: [{ path: expect.stringMatching(/^key\./) }] },
    });
    await broker.revoke(grant, AbortSignal.timeout(10_000));
  });

  it('hides its grant from every print', async () => {
    const { broker, key } = await make();
    const grant = await broker.authorise(key);
    const secret = Object.values(key).at(-1)?.slice(-20) ?? '';
    expect(JSON.stringify(grant)).not.toContain(secret);
    expect(grant.access.reveal()).toContain(secret.slice(-10).trim());
  });
});
