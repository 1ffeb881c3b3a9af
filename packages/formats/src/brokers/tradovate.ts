import { decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { quoted } from '../reading/Row.ts';
import { readOrderType } from '../values/orderType.ts';

/** Dollars that one point of one contract is worth (contract specifications of CME Group). */
const POINT_VALUES: Readonly<Record<string, string>> = {
  ES: '50',
  MES: '5',
  NQ: '20',
  MNQ: '2',
  YM: '5',
  MYM: '0.5',
  RTY: '50',
  M2K: '5',
  EMD: '100',
  CL: '1000',
  QM: '500',
  MCL: '100',
  NG: '10000',
  GC: '100',
  MGC: '10',
  SI: '5000',
  SIL: '1000',
  HG: '25000',
  PL: '50',
  ZB: '1000',
  ZN: '1000',
  ZF: '1000',
  '6E': '125000',
  M6E: '12500',
  '6B': '62500',
  '6A': '100000',
  '6C': '100000',
  '6J': '12500000',
  BTC: '5',
  MBT: '0.1',
  ETH: '50',
  MET: '0.1',
};

/** NinjaTrader/Tradovate orders: values with a leading blank, US dates, futures whose quantity is points × contracts. */
export const tradovate: RowFormat = {
  kind: 'rows',
  name: 'tradovate',
  broker: 'tradovate',
  title: 'NinjaTrader or Tradovate orders',
  isNewestFirst: false,
  detect: (header) =>
    header.has('orderid', 'b/s', 'contract', 'product', 'avgprice', 'filledqty', 'fill time', 'status'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const filled = row.amountOrZero('filledqty', 'filled qty');
    if (filled === ZERO && !row.fault && !/^(?:filled|completed)$/i.test(row.text('status'))) {
      findings.ignore(row, 'order-row');
      return;
    }
    const product = row.needed('product').toUpperCase();
    const pointValue = POINT_VALUES[product];
    if (!pointValue && product !== '')
      row.fail(
        'product',
        `the point value of ${quoted(product)} is unknown`,
        'Map the columns and give the quantity in units.',
      );
    findings.trade(row, {
      venueId: row.text('orderid'),
      orderId: row.text('orderid'),
      account: row.text('account'),
      time: row.time('fill time', 'month-first'),
      symbol: `${row.needed('contract')}-${row.text('currency') || 'USD'}`,
      instrument: 'linear',
      side: row.side('b/s'),
      qty: multiply(filled, decimal(pointValue ?? '0')),
      price: row.price('avgprice', 'avg fill price'),
      fee: ZERO,
      feeAsset: null,
      orderType: readOrderType(row.text('type')),
    });
  },
};
