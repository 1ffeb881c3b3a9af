import { absolute, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Header } from '../reading/Header.ts';
import { quoted, type Row } from '../reading/Row.ts';
import type { ColumnMapping } from '../row.ts';
import { decideDateOrder } from '../values/dateOrder.ts';
import { modernAsset } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';
import type { DateOrder } from '../values/wallTime.ts';
import { zoneInText } from '../values/zoneInText.ts';

type Field = keyof ColumnMapping;

/** Column names that mean a field, the clearest first. */
const NAMES: Readonly<Record<Field, RegExp>> = {
  time: /^(?:(?:trade|fill|filled|executed|execution|transaction|order)?[ _]?(?:time|date|datetime|timestamp|date[ _/]?time)(?:[ _]?(?:utc|gmt))?|(?:created|executed|filled|closed)[ _]?at)(?: ?\(.*\))?$/,
  symbol:
    /^(?:symbol|pair|market|product|instrument|ticker|currency pair|trading pair|coin pair|contract)s?$/,
  side: /^(?:side|type|direction|action|trade type|order side|b\/s|buy\/sell|buy ?or ?sell)$/,
  qty: /^(?:qty|quantity|amount|size|volume|vol|filled|executed|filled (?:qty|quantity|amount|size)|executed (?:qty|quantity|amount)|shares|units)$/,
  price: /^(?:price|rate|(?:avg\.?|average|fill|filled|execution|executed|trade|unit)[ _]?(?:fill )?price)$/,
  fee: /^(?:fees?|commission|trading fee|fee amount|total fee|transaction fee)$/,
  feeAsset: /^(?:fee[ _]?(?:asset|currency|coin|unit)|commission[ _]?(?:asset|currency))$/,
  quote: /^(?:currency|quote|quote[ _](?:asset|currency)|price currency)$/,
  id: /^(?:trade|fill|execution|exec|transaction|tx)?[ _]?(?:id|uid|no\.?|number)$|^txid$/,
  orderId: /^order[ _]?(?:id|no\.?|number)$/,
  account: /^(?:account|portfolio|sub-?account)$/,
};

/** What the columns of an unknown table seem to hold: shown to the person, who corrects and confirms it. */
export function guessMapping(columns: readonly string[]): Partial<ColumnMapping> {
  const left = columns.map((column) => ({
    column,
    name: column.replaceAll('\ufeff', '').trim().toLowerCase(),
  }));
  const mapping: Partial<ColumnMapping> = {};
  for (const field of Object.keys(NAMES) as Field[]) {
    const index = left.findIndex(({ name }) => NAMES[field].test(name));
    const found = left[index];
    if (!found) continue;
    mapping[field] = found.column;
    left.splice(index, 1);
  }
  return mapping;
}

/** The guess when it covers all that a trade needs. */
export function wholeMapping(header: Header): ColumnMapping | null {
  const { time, symbol, side, qty, price, ...rest } = guessMapping(header.names);
  if (!time || !symbol || !side || !qty || !price) return null;
  return { time, symbol, side, qty, price, ...rest };
}

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
  const column = header.names.find((name) => NAMES.time.test(name)) ?? '';
  const stated = zoneInText(column) ?? (/[ _](?:utc|gmt)$/.test(column) ? 'UTC' : null);
  return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
}

function readMapped(rows: readonly Row[], mapping: ColumnMapping, findings: Findings): void {
  const found = decideDateOrder(rows.map((row) => row.text(mapping.time)));
  const given = rows[0]?.file.dateOrder ?? null;
  const order =
    found === 'none' ? 'day-first' : found === 'ambiguous' ? given : found === 'mixed' ? null : found;
  for (const row of rows) {
    if (order) readTrade(row, mapping, order, findings);
    else
      findings.reject(
        row,
        mapping.time,
        `${quoted(row.text(mapping.time))} can be read with the day or with the month first`,
        'Say which stands first: day-first or month-first.',
      );
  }
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
