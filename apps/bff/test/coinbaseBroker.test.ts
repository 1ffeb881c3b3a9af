import { toNumber } from '@twin/shared/primitives/decimal';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { CoinbaseBroker } from '../src/adapters/brokers/coinbase/CoinbaseBroker.ts';
import { readCoinbaseFill } from '../src/adapters/brokers/coinbase/coinbaseFill.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import { coinbaseFill, makeCdpKey, startCoinbase } from './stubs/coinbaseStub.ts';
import {
  HAS_RECORDED,
  type RecordedAnswers,
  type RecordedErrors,
  type RecordedRequests,
  recorded,
  shapeOf,
} from './support/recordedExchanges.ts';

const EC = makeCdpKey('ec');
const ED = makeCdpKey('ed25519');
const signal = new AbortController().signal;

async function connected(key = EC) {
  const stub = await startCoinbase([EC, ED]);
  const broker = new CoinbaseBroker({ apiUrl: stub.url, clock: systemClock, oauth: null });
  return { stub, broker, grant: await broker.authorise({ ...key }) };
}

function fillOf(change: Parameters<typeof coinbaseFill>[1]) {
  return readCoinbaseFill(coinbaseFill(1, change));
}

describe.skipIf(!HAS_RECORDED)('Coinbase as it was recorded (../shared/data/exchanges)', () => {
  interface Answer {
    fills: { entry_id: string; price: string; size: string }[];
    cursor: string;
  }

  it('fills parse to the recorded results, with entry_id as their identity', () => {
    const { methods } = recorded<RecordedAnswers<Answer>>('coinbase.responses.json');
    for (const { httpResponse, parsedResponse } of methods['fetchMyTrades'] ?? []) {
      httpResponse.fills.forEach((raw, index) => {
        const reading = readCoinbaseFill(raw);
        const expected = parsedResponse[index];
        if (reading.kind !== 'fill' || !expected) throw new Error('not read');
        const { fill } = reading;
        expect(fill).toMatchObject({
          venueId: raw.entry_id,
          orderId: expected.order,
          ts: expected.timestamp,
          side: expected.side,
          symbol: expected.symbol.replace(/:.*/, '').replace('/', '-'),
          feeAsset: expected.fee.currency,
        });
        expect([toNumber(fill.price), toNumber(fill.qty), toNumber(fill.fee)]).toEqual([
          expected.price,
          expected.amount,
          expected.fee.cost,
        ]);
      });
    }
  });

  it('requests have the recorded paths, and the recorded query where it is the same question', async () => {
    const { recorded: requests } = recorded<RecordedRequests>('requests.json');
    const { stub, broker, grant } = await connected();
    await broker.listFillsSince(grant, null, { symbols: [], signal });
    await broker.balances(grant, signal);
    const sent = stub.calls.map(({ url }) => shapeOf(url));
    const fills = requests.find(
      ({ exchange, method }) => exchange === 'coinbase' && method === 'fetchMyTrades',
    );
    const accounts = requests.find(({ method }) => method === 'fetchAccounts');
    expect(sent[0]?.path).toBe(shapeOf(fills?.sent.url ?? '').path);
    expect(sent[1]).toEqual(shapeOf(accounts?.sent.url ?? ''));
  });

  it('names the parameters of a later page as the recorded client does', async () => {
    const { recorded: requests } = recorded<RecordedRequests>('requests.json');
    const { stub, broker, grant } = await connected();
    const cursor = { since: '2023-11-14T22:18:20.000Z', page: '114994851', newest: null };
    await broker.listFillsSince(grant, cursor, { symbols: [], signal });
    const theirs = requests.find(({ args }) => JSON.stringify(args).includes('114994851'));
    const expected = shapeOf(theirs?.sent.url ?? '').query;
    const { query } = shapeOf(stub.calls[0]?.url ?? '');
    expect(query['cursor']).toEqual(expected['cursor']);
    // Five minutes before what the last pass saw.
    expect(query['start_sequence_timestamp']).toEqual(expected['start_sequence_timestamp']);
  });

  it('errors are of the recorded class', async () => {
    const CLASSES: Record<string, string> = {
      AuthenticationError: 'BROKER_SIGN_IN_AGAIN',
      RateLimitExceeded: 'BROKER_BUSY',
      BadRequest: 'BROKER_UNREADABLE',
      PermissionDenied: 'BROKER_SCOPE_MISSING',
      ExchangeError: 'BROKER_UNAVAILABLE',
    };
    const { stub, broker, grant } = await connected();
    for (const { exchange, status, body, exception } of recorded<RecordedErrors>('errors.json').cases) {
      if (exchange !== 'coinbase') continue;
      stub.fault = () => ({ status, body });
      // A new token of the same grant does not bring a missing scope, so that is no matter of signing in.
      const expected = body.includes('invalid_scope') ? 'BROKER_SCOPE_MISSING' : CLASSES[exception];
      const listing = broker.listFillsSince(grant, null, { symbols: [], signal });
      await expect(listing, body).rejects.toMatchObject({ code: expected });
    }
  });
});

describe('a key of Coinbase', () => {
  it('signs each request with its method, host and path, for two minutes, as ES256 or EdDSA', async () => {
    for (const [key, algorithm] of [
      [EC, 'ES256'],
      [ED, 'EdDSA'],
    ] as const) {
      const { stub, broker, grant } = await connected(key);
      await broker.permissions(grant, signal);
      await broker.listFillsSince(grant, null, { symbols: [], signal });
      const tokens = stub.calls.map(({ headers }) => headers.authorization?.slice('Bearer '.length) ?? '');
      const [, token = ''] = tokens;
      const { sub, iss, nbf = 0, exp = 0, ...claims } = decodeJwt(token);
      expect({ sub, iss, lifetime: exp - nbf }).toEqual({ sub: key.name, iss: 'cdp', lifetime: 120 });
      expect(claims['uri']).toBe(`GET ${stub.url.host}/api/v3/brokerage/orders/historical/fills`);
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: algorithm, kid: key.name, typ: 'JWT' });
      const nonces = tokens.map((one) => decodeProtectedHeader(one)['nonce']);
      expect(new Set(nonces).size).toBe(tokens.length);
    }
  });

  it('is read with the line ends that JSON escaped', async () => {
    const { broker } = await connected();
    const escaped = EC.privateKey.replaceAll('\n', '\\n');
    await expect(broker.authorise({ name: EC.name, privateKey: escaped })).resolves.toMatchObject({
      method: 'api_key',
    });
  });

  it('that cannot be read is refused by field, and no message repeats it', async () => {
    const { broker } = await connected();
    const secret = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----';
    const failure = await broker.authorise({ name: 'n', privateKey: secret }).catch((error) => error);
    expect(failure).toMatchObject({
      code: 'BROKER_KEY_UNREADABLE',
      options: { fields: [{ path: 'key.privateKey' }] },
    });
    expect(JSON.stringify([failure.message, failure.options, failure.cause?.message])).not.toContain(
      'c2VjcmV0',
    );
    await expect(broker.authorise({ privateKey: EC.privateKey })).rejects.toMatchObject({
      options: { fields: [{ path: 'key.name' }] },
    });
  });
});

describe('a fill of Coinbase', () => {
  it('keeps the milliseconds of up to nine digits as its time and the rest as its order', () => {
    const at = (trade_time: string) => {
      const reading = fillOf({ trade_time });
      return reading.kind === 'fill' && [reading.fill.ts, reading.fill.seq];
    };
    const second = Date.parse('2023-01-18T01:37:38Z');
    expect(at('2023-01-18T01:37:38.091377090Z')).toEqual([second + 91, 377_090]);
    expect(at('2023-01-18T01:37:38Z')).toEqual([second, 0]);
    expect(at('2023-01-18T01:37:38.5Z')).toEqual([second + 500, 0]);
  });

  it('whose size counts money is divided by its price, exactly', () => {
    const reading = fillOf({ size: '100', price: '3', size_in_quote: true });
    expect(reading).toMatchObject({ kind: 'fill', fill: { qty: 33_333_333_333_333_333_333n } });
  });

  it('that cannot be read is a problem with its field, never a crash', () => {
    const fields = [
      [{ size_in_quote: true, price: '0' }, 'price'],
      [{ entry_id: undefined } as never, 'entry_id'],
      [{ size: '0' }, 'size'],
      [{ size: '1e-30' }, 'size'],
      [{ side: 'UNKNOWN_ORDER_SIDE' }, 'side'],
      [{ trade_time: 'yesterday' }, 'trade_time'],
      [{ commission: 'free' }, 'commission'],
      [{ product_id: 'BIT-28JUL23-CDE' }, 'product_id'],
      [{ trade_type: 'SYNTHETIC' }, 'trade_type'],
    ] as const;
    for (const [change, field] of fields) {
      expect(fillOf(change), field).toMatchObject({ kind: 'problem', problem: { field } });
    }
    expect(readCoinbaseFill('x')).toMatchObject({ kind: 'problem' });
  });
});
