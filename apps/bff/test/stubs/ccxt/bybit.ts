import { json } from '../venueServer.ts';
import { type Answers, FEE, newest, PRICE, QTY } from './heldTrades.ts';

export const bybit: Answers = {
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
        if (until - from > 7 * 86_400_000)
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
