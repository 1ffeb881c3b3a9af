import { generateKeyPairSync, verify } from 'node:crypto';
import { toNumber } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { BinanceBroker } from '../src/adapters/brokers/binance/BinanceBroker.ts';
import { readBinanceTrade } from '../src/adapters/brokers/binance/binanceFill.ts';
import { signQuery } from '../src/adapters/brokers/binance/binanceKey.ts';
import { VenuePauses } from '../src/adapters/venue/VenuePauses.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import { BINANCE_KEY, binanceTrades, startBinance } from './stubs/binanceStub.ts';
import { json } from './stubs/venueServer.ts';
import { MemoryCache } from './support/MemoryCache.ts';
import {
  HAS_RECORDED,
  type RecordedAnswers,
  type RecordedErrors,
  type RecordedRequests,
  recorded,
  shapeOf,
} from './support/recordedExchanges.ts';

const signal = new AbortController().signal;
const WALK = { left: [{ name: 'LTCUSDT', symbol: 'LTC-USDT' }], next: { LTCUSDT: '28457' } };

async function connected(cache = new MemoryCache()) {
  const stub = await startBinance();
  const pauses = new VenuePauses(cache, systemClock);
  const broker = new BinanceBroker({ apiUrl: stub.url, clock: systemClock, pauses });
  return { stub, broker, grant: await broker.authorise(BINANCE_KEY) };
}

describe.skipIf(!HAS_RECORDED)('Binance as it was recorded (../shared/data/exchanges)', () => {
  it('trades parse to the recorded results', () => {
    const { methods } = recorded<RecordedAnswers<object[]>>('binance.responses.json');
    for (const { httpResponse, parsedResponse } of methods['fetchMyTrades'] ?? []) {
      httpResponse.forEach((raw, index) => {
        const expected = parsedResponse[index];
        const reading = readBinanceTrade(raw, 'LTC-USDT');
        if (!expected || !('fill' in reading)) throw new Error('not read');
        const { fill } = reading;
        expect(fill).toMatchObject({
          ...{ venueId: expected.id, orderId: expected.order, ts: expected.timestamp },
          ...{ side: expected.side, feeAsset: expected.fee.currency },
        });
        expect([toNumber(fill.price), toNumber(fill.qty), toNumber(fill.fee)]).toEqual([
          expected.price,
          expected.amount,
          expected.fee.cost,
        ]);
      });
    }
  });

  it('signatures equal the vectors of its documents and those of the recorded client', () => {
    const { binanceHmacVectors, recorded: requests } = recorded<RecordedRequests>('requests.json');
    // The second vector is of the same key.
    const secret = binanceHmacVectors[0]?.secretKey ?? '';
    for (const { payload, signature } of binanceHmacVectors) {
      expect(signQuery(payload, { apiKey: '', secret })).toBe(signature);
    }
    const signed = requests.flatMap(({ sent }) => /\?(.*)&signature=(.*)$/.exec(sent.url) ?? []);
    expect(signed.length).toBeGreaterThan(0);
    for (let at = 0; at < signed.length; at += 3) {
      expect(signQuery(signed[at + 1] ?? '', { apiKey: '', secret: 'SECRET' })).toBe(signed[at + 2]);
    }
  });

  it('requests ask what the recorded client asks', async () => {
    const { recorded: requests } = recorded<RecordedRequests>('requests.json');
    const { stub, broker, grant } = await connected();
    await broker.listFillsSince(grant, WALK, { symbols: [], signal });
    await broker.balances(grant, signal);
    const theirs = (method: string, text = '') =>
      shapeOf(
        requests.find(
          (one) => one.exchange === 'binance' && one.method === method && one.sent.url.includes(text),
        )?.sent.url ?? '',
      );
    const sent = stub.calls.map(({ url }) => shapeOf(url));
    const varies = ({
      query: { timestamp: _t, signature: _s, limit: _l, ...query },
      path,
    }: ReturnType<typeof shapeOf>) => ({ path, query });
    expect(sent.map(varies)).toEqual([theirs('fetchMyTrades', 'fromId'), theirs('fetchBalance')].map(varies));
  });

  it('errors are of the recorded class', async () => {
    const CLASSES: Record<string, string> = {
      AuthenticationError: 'BROKER_SIGN_IN_AGAIN',
      DDoSProtection: 'BROKER_BUSY',
      InvalidNonce: 'BROKER_UNAVAILABLE',
      BadSymbol: 'BROKER_UNREADABLE',
      BadRequest: 'BROKER_UNREADABLE',
      ExchangeNotAvailable: 'BROKER_UNAVAILABLE',
    };
    for (const { exchange, status, body, exception } of recorded<RecordedErrors>('errors.json').cases) {
      if (exchange !== 'binance') continue;
      const { stub, broker, grant } = await connected();
      stub.fault = ({ url }) => (url.pathname.endsWith('/myTrades') ? { status, body } : null);
      // Another place helps, waiting does not.
      const expected = status === 451 ? 'BROKER_REGION' : CLASSES[exception];
      const listing = broker.listFillsSince(grant, WALK, { symbols: [], signal });
      await expect(listing, body).rejects.toMatchObject({ code: expected });
    }
  });
});

describe('a key of Binance', () => {
  it('may be Ed25519, whose signature is base64', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const signature = signQuery('a=1', { apiKey: '', secret });
    expect(verify(null, Buffer.from('a=1'), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('is asked again with the time of Binance when the clocks differ', async () => {
    const { stub, broker, grant } = await connected();
    stub.skewMs = 3_600_000;
    await broker.permissions(grant, signal);
    expect(stub.calls.map(({ url }) => url.pathname)).toEqual([
      '/sapi/v1/account/apiRestrictions',
      '/api/v3/time',
      '/sapi/v1/account/apiRestrictions',
    ]);
    await broker.permissions(grant, signal);
    expect(stub.calls).toHaveLength(4);
  });
});

describe('a walk through the symbols of Binance', () => {
  it('covers the coins held, the symbols with fills before, and those that the person named', async () => {
    const { stub, broker, grant } = await connected();
    stub.balances = [
      { asset: 'LTC', free: '1', locked: '0' },
      { asset: 'BTC', free: '0', locked: '0' },
    ];
    const cursor = { left: null, next: { DOGEUSDT: '7' } };
    const page = await broker.listFillsSince(grant, cursor, { symbols: ['ETH-BTC'], signal });
    expect(page).toMatchObject({ fills: [], isLast: false });
    expect(page.cursor['left']).toEqual([
      { name: 'ETHBTC', symbol: 'ETH-BTC' },
      { name: 'LTCUSDT', symbol: 'LTC-USDT' },
      { name: 'DOGEUSDT', symbol: 'DOGE-USDT' },
    ]);
  });

  it('pages by id and keeps ids above 2^53 to the digit', async () => {
    const { stub, broker, grant } = await connected();
    stub.trades.set('LTCUSDT', binanceTrades('LTCUSDT', 1_500));
    const from = { left: WALK.left, next: {} };
    const first = await broker.listFillsSince(grant, from, { symbols: [], signal });
    expect([first.fills.length, first.isLast, first.cursor['next']]).toEqual([
      1_000,
      false,
      { LTCUSDT: '3998' },
    ]);
    const second = await broker.listFillsSince(grant, first.cursor, { symbols: [], signal });
    expect([second.fills.length, second.isLast]).toEqual([500, true]);
    stub.fault = () => ({
      status: 200,
      body: '[{"symbol":"LTCUSDT","id":9007199254740993,"orderId":90071992547409931,"price":"1","qty":"1","commission":"0","commissionAsset":"","time":1,"isBuyer":true}]',
    });
    const { fills } = await broker.listFillsSince(grant, from, { symbols: [], signal });
    expect(fills[0]).toMatchObject({ venueId: '9007199254740993', orderId: '90071992547409931' });
  });

  it('rests, for all workers of the address, when the weight is nearly used or a ban was spoken', async () => {
    const cache = new MemoryCache();
    const { stub, broker, grant } = await connected(cache);
    const other = await connected(cache);
    stub.usedWeight = 5_500;
    await broker.balances(grant, signal);
    await expect(other.broker.balances(other.grant, signal)).rejects.toMatchObject({ code: 'BROKER_BUSY' });
    expect(other.stub.calls).toHaveLength(0);

    const banned = await connected();
    banned.stub.fault = () => json({ code: -1003, msg: 'IP banned' }, 418, { 'retry-after': '300' });
    await expect(banned.broker.balances(banned.grant, signal)).rejects.toMatchObject({
      code: 'BROKER_BUSY',
      options: { retryAfterSeconds: 300 },
    });
    await expect(banned.broker.balances(banned.grant, signal)).rejects.toMatchObject({ code: 'BROKER_BUSY' });
    expect(banned.stub.calls).toHaveLength(1);
  });
});
