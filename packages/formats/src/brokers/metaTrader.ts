import { type Decimal, decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { Header } from '../reading/Header.ts';
import { quoted, Row } from '../reading/Row.ts';
import { type Pair, splitPair } from '../values/pair.ts';

type Section = 'none' | 'positions' | 'orders' | 'deals' | 'other';

interface Report {
  positions: Row[];
  deals: Row[];
  currency: string | null;
}

/**
 * MetaTrader 5 trade history report (CSV, xlsx or HTML). Deals are the fills; where the report lists only
 * closing deals, its positions give an opening and a closing fill each. Times are the broker's server time.
 */
export const metaTrader: TableFormat = {
  kind: 'table',
  name: 'metatrader5',
  broker: 'metatrader',
  title: 'MetaTrader 5 trade history report',
  hasSections: true,
  isNewestFirst: false,
  detect: (header) => isReportTitle(header) || isDeals(header) || isPositions(header),
  zone: () => UTC_ASSUMED,

  readAll(rows, findings) {
    const report = sectionsOf(rows, findings);
    const hasOpenings = report.deals.some((row) => /^in\b/i.test(row.text('direction')));
    const [used, unused] = hasOpenings ? [report.deals, report.positions] : [report.positions, report.deals];
    const isOnlyDeals = report.positions.length === 0;
    for (const row of isOnlyDeals ? [] : unused) findings.ignore(row, 'same-trade-elsewhere');
    for (const row of isOnlyDeals ? report.deals : used) {
      if (row.file.header.has('deal')) readDeal(row, report.currency, findings);
      else readPosition(row, report.currency, findings);
    }
  },
};

function isReportTitle(header: Header): boolean {
  return header.names[0] === 'trade history report' || header.names[0] === 'trading history report';
}

function isDeals(header: Header): boolean {
  return header.has('time', 'deal', 'symbol', 'type', 'direction', 'volume', 'price');
}

function isPositions(header: Header): boolean {
  return header.has('time', 'position', 'symbol', 'type', 'volume', 'price');
}

/** Sorts rows into sections; titles, headers, orders and results are information. */
function sectionsOf(rows: readonly Row[], findings: Findings): Report {
  const report: Report = { positions: [], deals: [], currency: null };
  let section: Section = 'none';
  let header = new Header([]);
  for (const row of rows) {
    const own = new Header(row.cells);
    report.currency ??= accountCurrency(row);
    const next = sectionOf(own);
    if (next) [section, header] = [next, own];
    const data = new Row(row.line, row.cells, { ...row.file, header });
    if (next || section === 'none' || section === 'orders' || section === 'other')
      findings.ignore(row, 'section');
    else if (data.text('time') === '') findings.ignore(row, 'total');
    else report[section].push(data);
  }
  return report;
}

function sectionOf(header: Header): Section | null {
  if (isDeals(header)) return 'deals';
  if (isPositions(header)) return 'positions';
  if (header.has('order', 'symbol', 'type', 'volume') || header.names[0] === 'orders') return 'orders';
  const title = header.names[0] ?? '';
  if (title === 'positions' || title === 'deals') return 'none';
  return /^(?:results|total net profit:?|open positions|working orders|balance:?)$/.test(title)
    ? 'other'
    : null;
}

/** `Account:,,,12345678 (USD, Broker-Server, …)` */
function accountCurrency(row: Row): string | null {
  if (!/^account:?$/i.test(row.cells[0]?.trim() ?? '')) return null;
  return /\(([A-Z]{3})\b/.exec(row.cells.join(' '))?.[1] ?? null;
}

function readDeal(row: Row, currency: string | null, findings: Findings): void {
  const kind = row.needed('type').toLowerCase();
  if (kind === 'balance' || kind === 'credit' || kind === 'correction') {
    findings.ignore(row, 'deposit');
    return;
  }
  const { base, quote } = row.pair('symbol', splitBrokerSymbol);
  findings.trade(row, {
    venueId: row.text('deal'),
    orderId: row.text('order'),
    time: row.time('time'),
    symbol: `${base}-${quote}`,
    instrument: 'linear',
    side: row.side('type'),
    qty: unitsOf(row, base),
    price: row.price('price'),
    ...costOf(row, currency, ['commission', 'fee', 'swap']),
  });
}

/** Columns repeat their names in this table, so the second time and price are read by place. */
function readPosition(row: Row, currency: string | null, findings: Findings): void {
  const times = columnsNamed(row, 'time');
  const prices = columnsNamed(row, 'price');
  const closing = new Row(row.line, row.cells, {
    ...row.file,
    header: new Header(row.file.header.names.map((name, at) => renamed(name, at, times[0], prices[0]))),
  });
  if (closing.text('time') === '')
    closing.fail('time', 'the position has no closing time', 'Export closed positions only.');
  const side = row.side('type');
  const { base, quote } = row.pair('symbol', splitBrokerSymbol);
  const common = { symbol: `${base}-${quote}`, instrument: 'linear' as const, qty: unitsOf(row, base) };
  const id = row.needed('position');
  const opening = {
    ...common,
    venueId: `${id}:in`,
    side,
    time: row.time('time'),
    price: row.price('price'),
    fee: ZERO,
    feeAsset: null,
  };
  const end = {
    ...common,
    venueId: `${id}:out`,
    side: side === 'buy' ? ('sell' as const) : ('buy' as const),
    time: closing.time('time'),
    price: closing.price('price'),
    ...costOf(closing, currency, ['commission', 'swap']),
  };
  findings.tradeTwice(row, opening, closing, end);
}

function columnsNamed(row: Row, name: string): number[] {
  return row.file.header.names.flatMap((column, at) => (column === name ? [at] : []));
}

/** Takes the opening time and price out of the names, so that the closing ones are found. */
function renamed(name: string, at: number, ...opening: (number | undefined)[]): string {
  return opening.includes(at) ? `opening ${name}` : name;
}

/** Brokers add a suffix: `XAUUSDm`, `GBPUSD.a`, `EURUSD#`. */
function splitBrokerSymbol(text: string): Pair | null {
  const name = text.replace(/[.#_-]\w*$/, '').replace(/[a-z]+$/, '');
  return splitPair(name === '' ? text : name);
}

const CURRENCIES = /^(?:USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|HUF|CZK|ZAR|MXN|SGD|HKD|TRY|CNH)$/;

/** A lot is 100,000 of a currency, 100 ounces of gold, 5,000 of silver, one coin; other lots are not known. */
function unitsOf(row: Row, base: string): Decimal {
  const lots = row.size('volume');
  if (CURRENCIES.test(base)) return multiply(lots, decimal('100000'));
  if (base === 'XAU') return multiply(lots, decimal('100'));
  if (base === 'XAG') return multiply(lots, decimal('5000'));
  if (/^(?:BTC|ETH|LTC|XRP|SOL|BCH|ADA|DOGE)$/.test(base)) return lots;
  row.fail(
    'symbol',
    `the lot size of ${quoted(base)} is unknown`,
    'Map the columns and give the quantity in units.',
  );
  return ZERO;
}

/** Commission, fee and swap are negative when they cost; they are booked in the currency of the account. */
function costOf(
  row: Row,
  currency: string | null,
  columns: readonly string[],
): { fee: Decimal; feeAsset: string | null } {
  const fee = -columns.reduce((sum, name) => sum + row.amountOrZero(name), ZERO);
  if (fee !== ZERO && !currency)
    row.fail(
      'commission',
      'the report does not name the currency of the account',
      'Add the line "Account:,1 (USD)" at its top.',
    );
  return { fee, feeAsset: currency };
}
