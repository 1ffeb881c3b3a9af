import { json } from '../venueServer.ts';
import { type Answers, FEE, newest, PRICE, QTY, side } from './heldTrades.ts';

const PAIRS = {
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
};

const ASSETS = {
  XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, status: 'enabled' },
  USDT: { aclass: 'currency', altname: 'USDT', decimals: 8, status: 'enabled' },
};

export const kraken: Answers = {
  tradesPath: '/0/private/TradesHistory',
  answer: (stub, { url, body }) => {
    const form = new URLSearchParams(body);
    switch (url.pathname) {
      case '/0/public/AssetPairs':
        return json({ error: [], result: PAIRS });
      case '/0/public/Assets':
        return json({ error: [], result: ASSETS });
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
