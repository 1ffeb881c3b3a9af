import { ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { readOrderType } from '../values/orderType.ts';
import { modernAsset } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** Bybit spot orders and trades. The fee names no unit: it is taken from what was received. */
export const bybitSpot: RowFormat = {
  kind: 'rows',
  name: 'bybit-spot',
  broker: 'bybit',
  title: 'Bybit spot order or trade history',
  isNewestFirst: true,
  detect: (header) =>
    header.has('spot pairs', 'direction', 'filled price', 'filled quantity', 'transaction id') &&
    header.startingWith('timestamp') !== null,
  zone: (header) => {
    const stated = zoneInText(header.startingWith('timestamp') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  read(row, findings) {
    const { base, quote } = row.pair('spot pairs');
    const side = row.side('direction');
    const feeText = row.text('fees', 'fee');
    const fee = splitUnit(feeText, [base, quote]);
    findings.trade(row, {
      venueId: row.text('transaction id'),
      orderId: row.text('order no.'),
      time: row.time(row.file.header.startingWith('timestamp') ?? 'timestamp'),
      symbol: `${base}-${quote}`,
      side,
      qty: row.size('filled quantity'),
      price: row.price('filled price'),
      fee: feeText === '' ? ZERO : row.readNumber(fee?.number ?? feeText, 'fees'),
      feeAsset: fee ? modernAsset(fee.unit) : side === 'buy' ? base : quote,
      orderType: readOrderType(row.text('order type')),
    });
  },
};
