import { createHmac } from 'node:crypto';
import type { StubCandle } from './coinbaseStub.ts';
import { json, type StubReply, startVenue, type VenueCall, type VenueServer } from './venueServer.ts';

/** A trade as Binance writes it: numbers for ids and times, text for amounts. */
export interface BinanceTrade {
  symbol: string;
  id: number;
  orderId: number;
  price: string;
  qty: string;
  commission: string;
  commissionAsset: string;
  time: number;
  isBuyer: boolean;
}

export interface BinanceStub extends VenueServer {
  /** By Binance's name of the symbol, oldest first. */
  trades: Map<string, BinanceTrade[]>;
  /** By Binance's name of the symbol, oldest first; one that is not here is unknown. */
  candles: Map<string, StubCandle[]>;
  balances: { asset: string; free: string; locked: string }[];
  restrictions: Record<string, boolean | string>;
  /** Its clock less ours. */
  skewMs: number;
  usedWeight: number;
}

export const BINANCE_KEY = { apiKey: 'a'.repeat(64), secret: 's'.repeat(64) };

const MARKETS = [
  ['BTC', 'USDT'],
  ['ETH', 'BTC'],
  ['LTC', 'USDT'],
  ['DOGE', 'USDT'],
] as const;

/** Binance spot for one key: signature, time window, allowed parameters and weight as the venue has them. */
export async function startBinance(): Promise<BinanceStub> {
  const venue = await startVenue((call) => ({
    ...answer(call),
    headers: { 'x-mbx-used-weight-1m': String(stub.usedWeight) },
  }));
  const stub: BinanceStub = Object.assign(venue, {
    trades: new Map<string, BinanceTrade[]>(),
    candles: new Map<string, StubCandle[]>(),
    balances: [],
    restrictions: { ipRestrict: false, enableReading: true, enableWithdrawals: false },
    skewMs: 0,
    usedWeight: 20,
  });
  return stub;

  function answer(call: VenueCall): StubReply {
    const { pathname, searchParams: query } = call.url;
    if (pathname === '/api/v3/time') return json({ serverTime: Date.now() + stub.skewMs });
    if (pathname === '/api/v3/exchangeInfo') return json({ symbols: MARKETS.map(marketOf) });
    if (pathname === '/api/v3/klines') return klinesOf(stub, query);
    const refusal = refuse(call);
    if (refusal) return refusal;
    switch (pathname) {
      case '/api/v3/account':
        return json({ canTrade: true, balances: stub.balances });
      case '/sapi/v1/account/apiRestrictions':
        return json(stub.restrictions);
      case '/api/v3/myTrades':
        return tradesOf(stub, query);
      default:
        return json({ code: -1100, msg: 'no such path' }, 404);
    }
  }

  function refuse({ url, headers }: VenueCall): StubReply | null {
    if (headers['x-mbx-apikey'] !== BINANCE_KEY.apiKey)
      return json({ code: -2015, msg: 'Invalid API-key.' }, 401);
    const [, signed = '', signature] = /^\?(.*)&signature=([^&]*)$/.exec(url.search) ?? [];
    const expected = createHmac('sha256', BINANCE_KEY.secret).update(signed).digest('hex');
    if (signature !== expected)
      return json({ code: -1022, msg: 'Signature for this request is not valid.' }, 400);
    const age = Date.now() + stub.skewMs - Number(url.searchParams.get('timestamp'));
    const isTimely = age > -1000 && age <= Number(url.searchParams.get('recvWindow') ?? 5000);
    return isTimely ? null : json({ code: -1021, msg: 'Timestamp is outside of the recvWindow.' }, 400);
  }
}

function klinesOf(stub: BinanceStub, query: URLSearchParams): StubReply {
  const bars = stub.candles.get(query.get('symbol') ?? '');
  if (!bars) return json({ code: -1121, msg: 'Invalid symbol.' }, 400);
  const [start, end] = [Number(query.get('startTime')), Number(query.get('endTime'))];
  const inside = bars.filter(({ ts }) => ts >= start && ts <= end).slice(0, Number(query.get('limit')));
  return json(
    inside.map(({ ts, price }) => [
      ...[ts, price, price, price, price, '1.5'],
      ...[ts + 3_599_999, '0', 1, '0', '0', '0'],
    ]),
  );
}

function tradesOf(stub: BinanceStub, query: URLSearchParams): StubReply {
  const trades = stub.trades.get(query.get('symbol') ?? '') ?? [];
  const from = Number(query.get('fromId'));
  return json(trades.filter(({ id }) => id >= from).slice(0, Number(query.get('limit') ?? 500)));
}

function marketOf([baseAsset, quoteAsset]: (typeof MARKETS)[number]) {
  return { symbol: baseAsset + quoteAsset, status: 'TRADING', baseAsset, quoteAsset };
}

/** So many trades of a symbol, oldest first; ids rise by more than one. */
export function binanceTrades(symbol: string, count: number): BinanceTrade[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ symbol, id: 1_000 + index * 3, orderId: 9_007_199_254_740_000 + index },
    ...{ price: '69.63000000', qty: '0.20000000', commission: '0.00010000', commissionAsset: 'BNB' },
    time: Date.UTC(2026, 0, 1) + index * 1000,
    isBuyer: index % 2 === 0,
  }));
}
