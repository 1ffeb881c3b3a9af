import { absolute, type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Header } from '../reading/Header.ts';
import { quoted, type Row } from '../reading/Row.ts';
import type { ColumnMapping } from '../row.ts';
import { readAmount } from '../values/amount.ts';
import { decideDateOrder } from '../values/dateOrder.ts';
import { modernAsset } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';
import type { DateOrder } from '../values/wallTime.ts';
import { zoneInText } from '../values/zoneInText.ts';
import { type OrderColumns, orderColumns, timeColumn, wholeMapping } from './genericColumns.ts';

/** States of an order of which, told by the state alone, nothing was filled. */
const UNFILLED = /^(?:cancell?ed|rejected|expired|failed|new|open)$/i;

/** Any table whose columns name time, pair, side, quantity and price clearly enough. */
export const generic: TableFormat = {
  kind: 'table',
  name: 'generic',
  broker: 'other',
  title: 'table with columns for time, pair, side, quantity and price',
  idScope: 'symbol',
  detect: (header) => wholeMapping(header) !== null,
  zone: genericZone,

  readAll(rows, findings) {
    const [first] = rows;
    const mapping = first ? wholeMapping(first.file.header) : null;
    if (mapping) readMapped(rows, mapping, findings);
  },
};

/** The generic format with the columns that a person chose. */
export function mappedFormat(mapping: ColumnMapping): TableFormat {
  const chosen = Object.fromEntries(
    Object.entries(mapping).map(([field, column]) => [
      field,
      column.trim().replace(/\s+/g, ' ').toLowerCase(),
    ]),
  ) as unknown as ColumnMapping;
  return {
    ...generic,
    detect: (header) => header.has(...Object.values(chosen)),
    readAll: (rows, findings) => readMapped(rows, chosen, findings),
  };
}

function genericZone(header: Header) {
  const column = timeColumn(header);
  const stated = zoneInText(column) ?? (/[ _](?:utc|gmt)$/.test(column) ? 'UTC' : null);
  return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
}

function readMapped(rows: readonly Row[], mapping: ColumnMapping, findings: Findings): void {
  const [first] = rows;
  if (!first) return;
  const orders = orderColumns(first.file.header);
  const found = decideDateOrder(rows.map((row) => row.text(mapping.time)));
  const given = first.file.dateOrder;
  const order =
    found === 'none' ? 'day-first' : found === 'ambiguous' ? given : found === 'mixed' ? null : found;
  for (const row of rows) {
    if (isUnfilledOrder(row, orders)) findings.ignore(row, 'order-row');
    else if (order) readTrade(row, mapping, order, findings);
    else
      findings.reject(
        row,
        mapping.time,
        `${quoted(row.text(mapping.time))} can be read with the day or with the month first`,
        'Say which stands first: day-first or month-first.',
      );
  }
}

/** What was filled of an order goes before its state: a cancelled one may have been filled in part. */
function isUnfilledOrder(row: Row, { filled, state }: OrderColumns): boolean {
  const qty = filled === null ? null : amountIn(row.text(filled), row);
  if (qty !== null) return qty === ZERO;
  return state !== null && UNFILLED.test(row.text(state));
}

/** The amount in a cell, its unit left out; null where there is none, which is no fault of the row. */
function amountIn(text: string, { style }: Row): Decimal | null {
  const reading = readAmount(splitUnit(text)?.number ?? text, style);
  return reading.ok ? reading.value : null;
}

function readTrade(row: Row, mapping: ColumnMapping, order: DateOrder, findings: Findings): void {
  const { base, quote } = symbolOf(row, mapping);
  const qtyText = row.needed(mapping.qty);
  const qty = row.readNumber(splitUnit(qtyText, [base])?.number ?? qtyText, mapping.qty);
  const feeText = mapping.fee ? row.text(mapping.fee) : '';
  const fee = splitUnit(feeText, [base, quote]);
  const feeAsset = fee?.unit ?? (mapping.feeAsset ? row.text(mapping.feeAsset) : quote);
  findings.trade(row, {
    venueId: mapping.id ? row.text(mapping.id) : null,
    orderId: mapping.orderId ? row.text(mapping.orderId) : null,
    account: mapping.account ? row.text(mapping.account) : null,
    time: row.time(mapping.time, order),
    symbol: `${base}-${quote}`,
    side: mapping.side ? row.side(mapping.side) : qty < ZERO ? 'sell' : 'buy',
    qty: absolute(qty),
    price: row.price(mapping.price),
    fee: feeText === '' ? ZERO : row.readNumber(fee?.number ?? feeText, mapping.fee ?? ''),
    feeAsset: modernAsset(feeAsset) || null,
  });
}

/** A pair, or a ticker whose currency stands in a column of its own. */
function symbolOf(row: Row, mapping: ColumnMapping) {
  if (!mapping.quote) return row.pair(mapping.symbol);
  return { base: row.needed(mapping.symbol).toUpperCase(), quote: modernAsset(row.needed(mapping.quote)) };
}
