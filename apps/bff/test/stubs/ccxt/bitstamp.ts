import { json } from '../venueServer.ts';
import { type Answers, FEE, PRICE, QTY } from './heldTrades.ts';

export const bitstamp: Answers = {
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
