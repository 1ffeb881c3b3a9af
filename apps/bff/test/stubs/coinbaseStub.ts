import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { json, type StubReply, startVenue, type VenueCall, type VenueServer } from './venueServer.ts';

/** A fill as Coinbase writes it; ../data/exchanges holds recorded ones. */
export interface CoinbaseFill {
  entry_id?: string;
  trade_id: string;
  order_id: string;
  trade_time: string;
  trade_type: string;
  price: string;
  size: string;
  commission: string;
  product_id: string;
  sequence_timestamp: string;
  size_in_quote: boolean;
  side: string;
  [more: string]: unknown;
}

export interface CoinbaseStub extends VenueServer {
  /** Newest first, as the venue lists them. */
  fills: CoinbaseFill[];
  pageSize: number;
  permissions: { can_view: boolean; can_trade: boolean; can_transfer: boolean };
  balances: { currency: string; value: string; hold?: string }[];
  /** By product, oldest first; a product that is not here is unknown. */
  candles: Map<string, StubCandle[]>;
  /** Scopes of a bearer token; null: the token is not valid. */
  scopesOf: (token: string) => string[] | null | Promise<string[] | null>;
}

/** Begin in UTC milliseconds and the price at which all of the bar was traded. */
export interface StubCandle {
  ts: number;
  price: string;
}

const CANDLES = /^\/api\/v3\/brokerage\/market\/products\/([^/]+)\/candles$/;
const FILLS = '/api/v3/brokerage/orders/historical/fills';
const MILLISECONDS = /^(.*\.\d{3})\d*Z$/;

/** The key that the stub knows, as a person would paste it. */
export function makeCdpKey(kind: 'ec' | 'ed25519' = 'ec') {
  const pair =
    kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) : generateKeyPairSync('ed25519');
  const { d = '', x = '' } = pair.privateKey.export({ format: 'jwk' });
  const privateKey =
    kind === 'ec'
      ? pair.privateKey.export({ format: 'pem', type: 'sec1' }).toString()
      : Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]).toString('base64');
  return { name: `organizations/o/apiKeys/${kind}`, privateKey };
}

/** Coinbase's API for the given keys: it checks each token as the venue does. */
export async function startCoinbase(
  keys: readonly { name: string; privateKey: string }[] = [],
  open = startVenue,
): Promise<CoinbaseStub> {
  const publicKeys = new Map(keys.map(({ name, privateKey }) => [name, publicKeyOf(privateKey)]));
  const venue = await open(answer);
  const stub: CoinbaseStub = Object.assign(venue, {
    fills: [],
    pageSize: 1_000,
    permissions: { can_view: true, can_trade: false, can_transfer: false },
    balances: [],
    candles: new Map<string, StubCandle[]>(),
    scopesOf: () => null,
  });
  return stub;

  async function answer(call: VenueCall): Promise<StubReply> {
    const product = CANDLES.exec(call.url.pathname)?.[1];
    if (product !== undefined) return candlesOf(stub.candles.get(product), call.url.searchParams);
    const scopes = await scopesOfCall(call);
    if (!scopes)
      return json({ errors: [{ id: 'invalid_token', message: 'The access token is invalid' }] }, 401);
    switch (call.url.pathname) {
      case FILLS:
        return fillsPage(stub, call.url.searchParams);
      case '/api/v3/brokerage/key_permissions':
        return json({ ...stub.permissions, portfolio_uuid: 'p', portfolio_type: 'DEFAULT' });
      case '/api/v3/brokerage/accounts':
        return json({ accounts: stub.balances.map(accountOf), has_next: false, cursor: '' });
      case '/v2/user/auth':
        return json({ data: { method: 'oauth', scopes } });
      default:
        return json({ error: 'NOT_FOUND', message: 'no such path' }, 404);
    }
  }

  async function scopesOfCall({ method, url, headers }: VenueCall): Promise<string[] | null> {
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    const key = publicKeys.get(keyIdOf(token));
    if (!key) return stub.scopesOf(token);
    const { payload } = await jwtVerify(token, key, { issuer: 'cdp', currentDate: new Date() });
    return payload['uri'] === `${method} ${url.host}${url.pathname}` ? ['view'] : null;
  }
}

/** The end of the list is an empty cursor. */
function fillsPage(stub: CoinbaseStub, query: URLSearchParams): StubReply {
  const start = query.get('start_sequence_timestamp');
  const isWanted = ({ sequence_timestamp: time }: CoinbaseFill) => timeOf(time) >= Date.parse(start ?? '');
  const wanted = start === null ? stub.fills : stub.fills.filter(isWanted);
  const offset = Number(query.get('cursor') ?? 0);
  const end = offset + Math.min(stub.pageSize, Number(query.get('limit') ?? 100));
  return json({ fills: wanted.slice(offset, end), cursor: end < wanted.length ? String(end) : '' });
}

/** Newest first, seconds as text, at most 350, both bounds included. */
function candlesOf(bars: StubCandle[] | undefined, query: URLSearchParams): StubReply {
  if (!bars) {
    const text = 'invalid product_id';
    return json({ error: 'INVALID_ARGUMENT', error_details: text, message: text }, 400);
  }
  const [start, end] = [Number(query.get('start')) * 1000, Number(query.get('end')) * 1000];
  const inside = bars.filter(({ ts }) => ts >= start && ts <= end).slice(0, 350);
  const candles = inside.reverse().map(({ ts, price }) => ({
    start: String(ts / 1000),
    ...{ low: price, high: price, open: price, close: price, volume: '1.5' },
  }));
  return json({ candles });
}

function accountOf({ currency, value, hold = '0' }: CoinbaseStub['balances'][number]) {
  return {
    uuid: currency,
    currency,
    available_balance: { value, currency },
    hold: { value: hold, currency },
  };
}

function timeOf(text: string): number {
  return Date.parse(text.replace(MILLISECONDS, '$1Z'));
}

function keyIdOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch {
    return '';
  }
}

function publicKeyOf(privateKey: string): KeyObject {
  if (privateKey.startsWith('-----BEGIN')) return createPublicKey(privateKey);
  const x = Buffer.from(privateKey, 'base64').subarray(32).toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

/** A plain fill; the number makes its identity and its time, one second apart. */
export function coinbaseFill(number: number, change: Partial<CoinbaseFill> = {}): CoinbaseFill {
  const time = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
  return {
    entry_id: `entry-${number}`,
    trade_id: `trade-${number}`,
    order_id: `order-${number}`,
    trade_time: time,
    trade_type: 'FILL',
    price: '100.5',
    size: '0.25',
    commission: '0.1',
    product_id: 'BTC-USD',
    sequence_timestamp: time,
    liquidity_indicator: 'TAKER',
    size_in_quote: false,
    user_id: 'u',
    side: number % 2 === 0 ? 'BUY' : 'SELL',
    ...change,
  };
}

/** So many fills, newest first. */
export function coinbaseFills(count: number): CoinbaseFill[] {
  return Array.from({ length: count }, (_, index) => coinbaseFill(count - 1 - index));
}
