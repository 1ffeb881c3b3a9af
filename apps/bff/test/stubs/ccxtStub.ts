import { json, type StubReply, startVenue, type VenueCall, type VenueServer } from './venueServer.ts';

/** An exchange as ccxt speaks to it, for any key: trades of BTC-USDT by time, and what the key may do. */
export interface CcxtStub extends VenueServer {
  /** UTC milliseconds, oldest first; the place is the identity. */
  trades: number[];
  mayTrade: boolean;
}

interface Answers {
  /** Path of the trades, for faults. */
  tradesPath: string;
  answer(stub: CcxtStub, call: VenueCall): StubReply | null;
}

const PRICE = '69.63';
const QTY = '0.2';
const FEE = '0.0001';
const side = (number: number) => (number % 2 === 0 ? 'buy' : 'sell');

/** Newest first, no more than an answer holds: what is older is left out, whatever was asked for. */
function newest(stub: CcxtStub, from: number, until: number, limit: number) {
  return stub.trades
    .map((ts, number) => ({ ts, number }))
    .filter(({ ts }) => ts >= from && ts <= until)
    .reverse()
    .slice(0, limit);
}

const kraken: Answers = {
  tradesPath: '/0/private/TradesHistory',
  answer: (stub, { url, body }) => {
    const form = new URLSearchParams(body);
    switch (url.pathname) {
      case '/0/public/AssetPairs':
        return json({
          error: [],
          result: {
            XBTUSDT: {
              ...{ altname: 'XBTUSDT', wsname: 'XBT/USDT', base: 'XXBT', quote: 'USDT', status: 'online' },
              ...{
                pair_decimals: 2,
                lot_decimals: 8,
                fees: [[0, 0.26]],
                fees_maker: [[0, 0.16]],
                ordermin: '1',
              },
            },
          },
        });
      case '/0/public/Assets':
        return json({
          error: [],
          result: {
            XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, status: 'enabled' },
            USDT: { aclass: 'currency', altname: 'USDT', decimals: 8, status: 'enabled' },
          },
        });
      case '/0/private/BalanceEx':
        return json({ error: [], result: { XXBT: { balance: '1.5', hold_trade: '0' } } });
      case '/0/private/GetApiKeyInfo':
        return json({
          error: [],
          result: {
            permissions: ['query-funds', 'query-closed-trades', ...(stub.mayTrade ? ['modify-trades'] : [])],
          },
        });
      case '/0/private/TradesHistory': {
        const from = Number(form.get('start')) * 1000 + 1;
        const rows = newest(stub, from, Number(form.get('end')) * 1000, 50).map(({ ts, number }) => [
          `TRADE-${number}`,
          {
            ...{ ordertxid: `ORDER-${number}`, pair: 'XBTUSDT', time: ts / 1000, type: side(number) },
            ...{ ordertype: 'limit', price: PRICE, cost: '13.926', fee: FEE, vol: QTY },
          },
        ]);
        return json({ error: [], result: { trades: Object.fromEntries(rows), count: rows.length } });
      }
      default:
        return null;
    }
  },
};

const bybit: Answers = {
  tradesPath: '/v5/execution/list',
  answer: (stub, { url }) => {
    const ok = (result: object) => json({ retCode: 0, retMsg: 'OK', result });
    const query = url.searchParams;
    switch (url.pathname) {
      case '/v5/market/instruments-info':
        return ok({
          category: 'spot',
          list: [
            {
              ...{ symbol: 'BTCUSDT', baseCoin: 'BTC', quoteCoin: 'USDT', status: 'Trading' },
              ...{ lotSizeFilter: { basePrecision: '0.000001' }, priceFilter: { tickSize: '0.01' } },
            },
          ],
        });
      case '/v5/user/query-api':
        return ok({ readOnly: stub.mayTrade ? 0 : 1, uta: 1, unified: 0 });
      case '/v5/asset/coin/query-info':
        return ok({ rows: [] });
      case '/v5/account/wallet-balance':
        return ok({
          list: [{ accountType: 'UNIFIED', coin: [{ coin: 'BTC', walletBalance: '1.5', locked: '0' }] }],
        });
      case '/v5/execution/list': {
        const [from, until] = [Number(query.get('startTime')), Number(query.get('endTime'))];
        if (until - from > 7 * 86_400_000 + 2_000)
          return json({ retCode: 10001, retMsg: 'The time range is too long' });
        const list = newest(stub, from, until, Number(query.get('limit'))).map(({ ts, number }) => ({
          ...{
            symbol: 'BTCUSDT',
            orderId: `order-${number}`,
            execId: `exec-${number}`,
            execTime: String(ts),
          },
          ...{ side: number % 2 === 0 ? 'Buy' : 'Sell', execPrice: PRICE, execQty: QTY, execType: 'Trade' },
          ...{ execFee: FEE, feeCurrency: 'USDT', isMaker: false, orderType: 'Limit' },
        }));
        return ok({ category: 'spot', nextPageCursor: '', list });
      }
      default:
        return null;
    }
  },
};

const okx: Answers = {
  tradesPath: '/api/v5/trade/fills-history',
  answer: (stub, { url }) => {
    const ok = (data: object[]) => json({ code: '0', msg: '', data });
    const query = url.searchParams;
    switch (url.pathname) {
      case '/api/v5/public/instruments':
        return ok([
          {
            ...{ instType: 'SPOT', instId: 'BTC-USDT', baseCcy: 'BTC', quoteCcy: 'USDT', state: 'live' },
            ...{ tickSz: '0.01', lotSz: '0.000001', minSz: '0.0001', settleCcy: '', ctVal: '', uly: '' },
          },
        ]);
      case '/api/v5/asset/currencies':
        return ok([]);
      case '/api/v5/account/config':
        return ok([{ perm: stub.mayTrade ? 'read_only,trade' : 'read_only' }]);
      case '/api/v5/account/balance':
        return ok([
          {
            uTime: '1',
            details: [{ ccy: 'BTC', eq: '1.5', availBal: '1.5', frozenBal: '0', cashBal: '1.5' }],
          },
        ]);
      case '/api/v5/trade/fills-history':
        return ok(
          newest(stub, Number(query.get('begin')), Number(query.get('end')), 100).map(({ ts, number }) => ({
            ...{
              instType: 'SPOT',
              instId: 'BTC-USDT',
              tradeId: String(number),
              ordId: `1${number}`,
              ts: String(ts),
            },
            ...{
              side: side(number),
              fillPx: PRICE,
              fillSz: QTY,
              fee: `-${FEE}`,
              feeCcy: 'USDT',
              execType: 'T',
            },
          })),
        );
      default:
        return null;
    }
  },
};

const kucoin: Answers = {
  tradesPath: '/api/v1/fills',
  answer: (stub, { url }) => {
    const ok = (data: unknown) => json({ code: '200000', data });
    const query = url.searchParams;
    switch (url.pathname) {
      case '/api/v2/symbols':
        return ok([
          {
            ...{
              symbol: 'BTC-USDT',
              name: 'BTC-USDT',
              baseCurrency: 'BTC',
              quoteCurrency: 'USDT',
              enableTrading: true,
            },
            ...{
              baseIncrement: '0.00000001',
              quoteIncrement: '0.01',
              priceIncrement: '0.1',
              baseMinSize: '0.0001',
            },
          },
        ]);
      case '/api/ua/v1/account/mode':
        return ok({ selfAccountMode: 'CLASSIC' });
      case '/api/v1/market/allTickers':
        return ok({ time: 1, ticker: [] });
      case '/api/v3/currencies':
        return ok([]);
      case '/api/v1/user/api-key':
        return ok({ permission: stub.mayTrade ? 'General,Spot' : 'General' });
      case '/api/v1/accounts':
        return ok([
          { id: '1', currency: 'BTC', type: 'trade', balance: '1.5', available: '1.5', holds: '0' },
        ]);
      case '/api/v1/fills': {
        const [from, until] = [Number(query.get('startAt')), Number(query.get('endAt'))];
        if (until - from > 7 * 86_400_000 + 2_000) return json({ code: '400100', msg: 'time range' }, 400);
        const items = newest(stub, from, until, 50).map(({ ts, number }) => ({
          ...{
            symbol: 'BTC-USDT',
            tradeId: `t${number}`,
            orderId: `o${number}`,
            side: side(number),
            createdAt: ts,
          },
          ...{
            price: PRICE,
            size: QTY,
            funds: '13.926',
            fee: FEE,
            feeCurrency: 'USDT',
            liquidity: 'taker',
            type: 'limit',
          },
        }));
        return ok({ currentPage: 1, pageSize: 50, totalNum: items.length, totalPage: 1, items });
      }
      default:
        return null;
    }
  },
};

const bitstamp: Answers = {
  tradesPath: '/api/v2/user_transactions/',
  answer: (stub, { url, body }) => {
    const form = new URLSearchParams(body);
    switch (url.pathname) {
      case '/api/v2/markets/':
        return json([
          {
            ...{ name: 'BTC/USDT', market_symbol: 'btcusdt', base_currency: 'BTC', counter_currency: 'USDT' },
            ...{
              base_decimals: 8,
              counter_decimals: 2,
              minimum_order_value: '10',
              trading: 'Enabled',
              market_type: 'SPOT',
              description: 'Bitcoin / Tether',
            },
          },
        ]);
      case '/api/v2/currencies/':
        return json([]);
      case '/api/v2/account_balances/':
        return json([{ currency: 'btc', total: '1.5', available: '1.5', reserved: '0' }]);
      case '/api/v2/user_transactions/': {
        // A deposit stands before every trade.
        const rows = stub.trades.flatMap((ts, number) => {
          const datetime = new Date(ts).toISOString().replace('T', ' ').replace('Z', '000');
          const sign = number % 2 === 0 ? '' : '-';
          return [
            { id: 10_000 + number, type: '0', datetime, usdt: '5', fee: '0' },
            {
              ...{ id: 50_000 + number, order_id: 70_000 + number, type: '2', datetime, fee: FEE },
              ...{
                btc: `${sign}${QTY}`,
                usdt: `${sign === '' ? '-' : ''}13.926`,
                btc_usdt: PRICE,
                usd: 0,
                eur: 0,
              },
            },
          ];
        });
        const offset = Number(form.get('offset'));
        return json(rows.slice(offset, offset + Number(form.get('limit'))));
      }
      default:
        return null;
    }
  },
};

const EXCHANGES: Record<string, Answers> = { kraken, bybit, okx, kucoin, bitstamp };

export async function startCcxt(name: string): Promise<CcxtStub & { tradesPath: string }> {
  const exchange = EXCHANGES[name];
  if (!exchange) throw new Error(`no stub of ${name}`);
  const venue = await startVenue(
    (call) => exchange.answer(stub, call) ?? json({ path: call.url.pathname }, 404),
  );
  const { tradesPath } = exchange;
  const stub = Object.assign(venue, { trades: [] as number[], mayTrade: false, tradesPath });
  return stub;
}
