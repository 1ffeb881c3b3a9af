import { ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { Header } from '../reading/Header.ts';
import { Row } from '../reading/Row.ts';
import { splitUnit } from '../values/unitAmount.ts';
import { zoneInText } from '../values/zoneInText.ts';

interface Order {
  row: Row;
  hasFills: boolean;
  fillHeader: Header | null;
}

/** Binance order history: each order is followed by a header of its own and its fills, which carry the true times. */
export const binanceOrders: TableFormat = {
  kind: 'table',
  name: 'binance-orders',
  broker: 'binance',
  title: 'Binance spot order history with fills',
  isNewestFirst: true,
  detect: (header) => header.has('pair', 'type', 'order price', 'order amount', 'filled', 'total', 'status'),
  zone: (header) => {
    const stated = zoneInText(header.startingWith('date') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  readAll(rows, findings) {
    let order: Order | null = null;
    for (const row of rows) {
      const isOrder = (row.cells[0] ?? '').trim() !== '';
      if (isOrder) {
        closeOrder(order, findings);
        order = { row, hasFills: false, fillHeader: null };
      } else if (!order)
        findings.reject(row, 'pair', 'the order of this fill is not in the file', 'Export the whole period.');
      else if (/^date/i.test((row.cells[1] ?? '').trim())) {
        order.fillHeader = new Header(row.cells);
        findings.ignore(row, 'nested-header');
      } else readFill(row, order, findings);
    }
    closeOrder(order, findings);
  },
};

/** An order that was filled but has no fills in the file would be lost; a cancelled one is nothing. */
function closeOrder(order: Order | null, findings: Findings): void {
  if (!order) return;
  const { row, hasFills } = order;
  if (!hasFills && row.amountOrZero('filled') !== ZERO)
    row.fail(
      'filled',
      'the order was filled, but its fills are not in the file',
      'Export the history with its fills.',
    );
  if (!findings.rejectFaulty(row)) findings.ignore(row, 'order-row');
}

function readFill(row: Row, order: Order, findings: Findings): void {
  order.hasFills = true;
  if (!order.fillHeader) {
    findings.reject(row, 'row', 'the header of the fills is missing', 'Export the file again.');
    return;
  }
  const fill = new Row(row.line, row.cells, { ...row.file, header: order.fillHeader });
  const { base, quote } = order.row.pair('pair');
  const side = order.row.side('type');
  if (order.row.fault)
    fill.fail('order', `the order in line ${order.row.line} cannot be read`, order.row.fault.fix);
  const feeText = fill.text('fee');
  const fee = splitUnit(feeText, [base, quote]);
  findings.trade(fill, {
    time: fill.time(order.fillHeader.startingWith('date') ?? 'date(utc)', 'year-first'),
    symbol: `${base}-${quote}`,
    side,
    qty: fill.readNumber(splitUnit(fill.needed('filled'), [base])?.number ?? fill.text('filled'), 'filled'),
    price: fill.price('trading price', 'price'),
    fee: feeText === '' ? ZERO : fill.readNumber(fee?.number ?? feeText, 'fee'),
    feeAsset: fee?.unit ?? null,
    orderId: order.row.text('orderno', 'order no'),
  });
}
