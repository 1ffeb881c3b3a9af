import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED, type ZoneRule } from '../format.ts';
import type { Header } from '../reading/Header.ts';
import type { Row } from '../reading/Row.ts';
import { readOrderType } from '../values/orderType.ts';
import { modernAsset } from '../values/pair.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** KuCoin's order history until 2023; European spreadsheets save it with semicolons and decimal commas. */
export const kucoinOrders: RowFormat = {
  kind: 'rows',
  name: 'kucoin-orders',
  broker: 'kucoin',
  title: 'KuCoin order history (until 2023)',
  detect: (header) => header.has('tradecreatedat', 'symbol', 'side', 'price', 'size', 'fee'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const { base, quote } = row.pair('symbol');
    findings.trade(row, {
      orderId: row.text('orderid'),
      time: row.time('tradecreatedat'),
      symbol: `${base}-${quote}`,
      side: row.side('side'),
      qty: row.size('size'),
      price: row.price('price'),
      fee: row.amountOrZero('fee'),
      feeAsset: modernAsset(row.text('feecurrency')) || null,
      orderType: readOrderType(row.text('ordertype')),
    });
  },
};

/** KuCoin's first export (2019); the exchange wrote UTC+8 then, which the file does not say. */
export const kucoinOld: RowFormat = {
  kind: 'rows',
  name: 'kucoin-2019',
  broker: 'kucoin',
  title: 'KuCoin order history (2019)',
  detect: (header) => header.has('time', 'pair', 'side', 'filledprice', 'amount', 'fee', 'feecoin'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const { base, quote } = row.pair('pair');
    findings.trade(row, {
      time: row.time('time'),
      symbol: `${base}-${quote}`,
      side: row.side('side'),
      qty: row.size('amount'),
      price: row.price('filledprice'),
      fee: row.amountOrZero('fee'),
      feeAsset: modernAsset(row.text('feecoin')) || null,
    });
  },
};

/** KuCoin's spot orders today: the offset stands in the column name. */
export const kucoinSpot: RowFormat = {
  kind: 'rows',
  name: 'kucoin-spot',
  broker: 'kucoin',
  title: 'KuCoin spot orders',
  detect: (header) =>
    header.has('symbol', 'side', 'avg. filled price', 'filled amount', 'fee', 'fee currency'),
  zone: kucoinZone,

  read(row, findings) {
    if (row.amount('filled amount') === ZERO && !row.fault) {
      findings.ignore(row, 'order-row');
      return;
    }
    const { base, quote } = row.pair('symbol');
    findings.trade(row, {
      orderId: row.text('order id'),
      time: row.time(timeColumn(row.file.header)),
      symbol: `${base}-${quote}`,
      side: row.side('side'),
      qty: row.size('filled amount'),
      price: row.price('avg. filled price'),
      fee: row.amountOrZero('fee') + taxOf(row),
      feeAsset: modernAsset(row.text('fee currency')) || null,
      orderType: readOrderType(row.text('order type')),
    });
  },
};

/** Taxes withheld with the fee are a cost of the trade in the same currency. */
function taxOf(row: Row): Decimal {
  return row.file.header.has('tax') ? row.amountOrZero('tax') : ZERO;
}

function timeColumn(header: Header): string {
  return header.startingWith('filled time') ?? header.startingWith('order time') ?? 'filled time';
}

function kucoinZone(header: Header): ZoneRule {
  const stated = zoneInText(timeColumn(header));
  return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
}
