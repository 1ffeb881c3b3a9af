import { absolute, type Decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Row } from '../reading/Row.ts';
import { modernAsset } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';

/** OKEx fills before 2022: signed amounts, a byte order mark before every cell, fee with its unit. */
export const okxFills: RowFormat = {
  kind: 'rows',
  name: 'okx-fills',
  broker: 'okx',
  title: 'OKEx fills (before 2022)',
  isNewestFirst: true,
  detect: (header) => header.has('order id', 'trade id', 'trade time', 'pairs', 'amount', 'price', 'fee'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const { base, quote } = row.pair('pairs');
    const amount = row.amount('amount');
    const feeText = row.needed('fee');
    const fee = splitUnit(feeText, [base, quote]);
    findings.trade(row, {
      venueId: row.text('trade id'),
      orderId: row.text('order id'),
      time: row.time('trade time'),
      symbol: `${base}-${quote}`,
      side: amount < ZERO ? 'sell' : 'buy',
      qty: absolute(amount),
      price: row.price('price'),
      fee: -row.readNumber(fee?.number ?? feeText, 'fee'),
      feeAsset: fee ? modernAsset(fee.unit) : null,
    });
  },
};

/**
 * OKX bills: a fill is two rows with neighbouring ids, what came in and what went out, in any order.
 * Only the unit and the sign of the balance change tell which is which.
 */
export const okxBills: TableFormat = {
  kind: 'table',
  name: 'okx-bills',
  broker: 'okx',
  title: 'OKX trading account bills',
  isNewestFirst: true,
  detect: (header) =>
    header.has('id', 'order id', 'time', 'trade type', 'symbol', 'action', 'amount', 'balance unit'),
  zone: () => UTC_ASSUMED,

  readAll(rows, findings) {
    const fills: Row[] = [];
    for (const row of rows) {
      const action = row.needed('action');
      if (/transfer/i.test(action)) findings.ignore(row, 'internal-transfer');
      else if (/funding|interest|settle/i.test(action)) findings.ignore(row, 'derivative-cash');
      else if (!/^(?:buy|sell)$/i.test(action)) findings.rejectUnknown(row, 'action', action);
      else if (!/^spot$/i.test(row.needed('trade type')))
        findings.reject(
          row,
          'trade type',
          `${row.text('trade type')} trades are not read from this file`,
          'Use the exchange connection for them.',
        );
      else if (!/^\d+$/.test(row.needed('id')))
        findings.reject(
          row,
          'id',
          'the id is no whole number',
          'Export again without opening it in a spreadsheet.',
        );
      else fills.push(row);
    }
    readFills(fills, findings);
  },
};

function readFills(rows: readonly Row[], findings: Findings): void {
  const sorted = [...rows].sort(byId);
  for (let at = 0; at < sorted.length; at += 1) {
    const row = sorted[at];
    const next = sorted[at + 1];
    if (!row) continue;
    if (next && areOneFill(row, next)) {
      readFill(row, next, findings);
      at += 1;
    } else
      findings.reject(row, 'id', 'the other row of this fill is not in the file', 'Export the whole period.');
  }
}

function areOneFill(a: Row, b: Row): boolean {
  const same = ['order id', 'symbol', 'filled price'].every((name) => a.text(name) === b.text(name));
  return same && a.text('balance unit') !== b.text('balance unit');
}

function readFill(first: Row, second: Row, findings: Findings): void {
  const { base, quote } = first.pair('symbol');
  const [own, other] = unitOf(first) === base ? [first, second] : [second, first];
  const qty = own.size('amount');
  const price = own.price('filled price');
  checkValue(own, multiply(qty, price), other.size('amount'));
  const fees = [own, other].filter((row) => row.amountOrZero('fee') !== ZERO);
  const [charged] = fees;
  if (fees.length > 1) own.fail('fee', 'both rows of the fill carry a fee', 'Add the trade by hand.');
  findings.trade(
    own,
    {
      orderId: own.text('order id'),
      time: own.time('time'),
      symbol: `${base}-${quote}`,
      side: own.amount('balance change') < ZERO ? 'sell' : 'buy',
      qty,
      price,
      fee: charged ? -charged.amount('fee') : ZERO,
      feeAsset: charged ? modernAsset(charged.text('fee unit')) : null,
    },
    [other],
  );
}

/** Printed amounts are rounded; more than a thousandth apart they belong to different fills. */
function checkValue(row: Row, expected: Decimal, printed: Decimal): void {
  if (!row.fault && absolute(expected - printed) * 1000n > expected)
    row.fail('amount', 'the two rows of this fill do not fit its price', 'Export the whole period.');
}

function unitOf(row: Row): string {
  return modernAsset(row.needed('balance unit'));
}

function byId(a: Row, b: Row): number {
  const [left, right] = [a.text('id').padStart(40, '0'), b.text('id').padStart(40, '0')];
  return left === right ? a.line - b.line : left < right ? -1 : 1;
}
