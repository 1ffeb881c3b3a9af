import { ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_BY_FORMAT } from '../format.ts';
import { readOrderType } from '../values/orderType.ts';
import { splitKrakenPair } from '../values/pair.ts';

/** Kraken's `trades.csv`: UTC, one row per fill, old (`XXBTZEUR`) and new (`XBT/USD`) pair names. */
export const krakenTrades: RowFormat = {
  kind: 'rows',
  name: 'kraken-trades',
  broker: 'kraken',
  title: 'Kraken trades.csv',
  detect: (header) => header.has('txid', 'ordertxid', 'pair', 'time', 'type', 'price', 'fee', 'vol'),
  zone: () => UTC_BY_FORMAT,
  isNewestFirst: false,

  read(row, findings) {
    const { base, quote } = row.pair('pair', splitKrakenPair);
    findings.trade(row, {
      venueId: row.needed('txid'),
      orderId: row.text('ordertxid'),
      time: row.time('time'),
      symbol: `${base}-${quote}`,
      side: row.side('type'),
      qty: row.size('vol'),
      price: row.price('price'),
      fee: row.amountOrZero('fee'),
      feeAsset: isFeeInBase(row.text('misc')) ? base : quote,
      orderType: readOrderType(row.text('ordertype')),
      instrument: row.amountOrZero('margin') > ZERO ? 'margin' : 'spot',
    });
  },
};

/** Kraken's order flag `fcib` asks for the fee in the base currency; without it the fee is in the quote. */
function isFeeInBase(misc: string): boolean {
  return misc.split(',').some((flag) => flag.trim() === 'fcib');
}
