import { json } from '../venueServer.ts';
import { type Answers, FEE, newest, PRICE, QTY, side } from './heldTrades.ts';

const SYMBOLS = [
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
];

export const kucoin: Answers = {
  tradesPath: '/api/v1/fills',
  answer: (stub, { url }) => {
    const ok = (data: unknown) => json({ code: '200000', data });
    const query = url.searchParams;
    switch (url.pathname) {
      case '/api/v2/symbols':
        return ok(SYMBOLS);
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
        if (until - from > 7 * 86_400_000) return json({ code: '400100', msg: 'time range' }, 400);
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
