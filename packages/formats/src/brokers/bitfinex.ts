import { absolute, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { modernAsset } from '../values/pair.ts';

/** Bitfinex trades: signed amounts, negative fees are costs, `04-02-20` is DD-MM-YY. */
export const bitfinex: RowFormat = {
  kind: 'rows',
  name: 'bitfinex',
  broker: 'bitfinex',
  title: 'Bitfinex trades',
  isNewestFirst: true,
  detect: (header) => header.has('#', 'pair', 'amount', 'price', 'fee', 'fee currency', 'date'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const { base, quote } = row.pair('pair');
    const amount = row.amount('amount');
    findings.trade(row, {
      venueId: row.text('#'),
      orderId: row.text('order id'),
      time: row.time('date', 'day-first'),
      symbol: `${base}-${quote}`,
      side: amount < ZERO ? 'sell' : 'buy',
      qty: absolute(amount),
      price: row.price('price'),
      fee: -row.amountOrZero('fee'),
      feeAsset: modernAsset(row.text('fee currency')) || null,
    });
  },
};
