import { json } from '../venueServer.ts';
import { type Answers, FEE, newest, PRICE, QTY, side } from './heldTrades.ts';

export const okx: Answers = {
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
