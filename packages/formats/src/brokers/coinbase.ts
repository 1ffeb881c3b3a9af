import { absolute, type Decimal, multiply, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_BY_FORMAT } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Row } from '../reading/Row.ts';
import { conversionOf, isRenaming, type Leg, priceOf } from '../values/conversion.ts';
import { modernAsset } from '../values/pair.ts';

/** Kinds that are no trade. A kind that stands nowhere here is shown to the person, never skipped. */
const NO_TRADE: Readonly<Record<string, string>> = {
  send: 'transfer',
  receive: 'transfer',
  deposit: 'deposit',
  'fiat deposit': 'deposit',
  withdrawal: 'withdrawal',
  'fiat withdrawal': 'withdrawal',
  'exchange deposit': 'internal-transfer',
  'exchange withdrawal': 'internal-transfer',
  'pro deposit': 'internal-transfer',
  'pro withdrawal': 'internal-transfer',
  'vault withdrawal': 'internal-transfer',
  'retail staking transfer': 'internal-transfer',
  'retail unstaking transfer': 'internal-transfer',
  'retail eth2 deprecation': 'asset-migration',
  'asset migration': 'asset-migration',
  'staking income': 'income',
  'rewards income': 'income',
  'reward income': 'income',
  'inflation reward': 'income',
  'interest payout': 'income',
  'coinbase earn': 'income',
  'learning reward': 'income',
  'incentives rewards payout': 'income',
  'subscription rebate': 'income',
  'subscription rebates (24 hours)': 'income',
  subscription: 'fee-only',
};

/** Those of them that take coins out of the account or bring them in, with their sign. */
const TRANSFERS: Readonly<Record<string, 1 | -1>> = {
  send: -1,
  receive: 1,
  deposit: 1,
  withdrawal: -1,
  // Named from the side of Coinbase Pro.
  'exchange deposit': -1,
  'exchange withdrawal': 1,
  'pro deposit': -1,
  'pro withdrawal': 1,
};

const NOTE =
  /^(?:Bought|Sold)\s+\S+\s+\S+\s+for\s+\D*?([\d.,]+)\s+(\S+)(?:\s+on\s+([^\s-]+)-(\S+))?(?:\s+at\s+\D*?([\d.,]+))?/;
const CONVERTED = /^Converted\s+([\d.,]+)\s+(\S+)\s+to\s+([\d.,]+)\s+(\S+)/;
const LONGEST_NOTE = 400;
/** The two rows of one conversion are booked within seconds. */
const PAIRED_WITHIN_MS = 10_000;

/** Coinbase's transaction report in its four generations; they differ in column names and in the id. */
export const coinbase: TableFormat = {
  kind: 'table',
  name: 'coinbase',
  broker: 'coinbase',
  title: 'Coinbase transaction report',
  isNewestFirst: true,
  detect: (header) => header.has('timestamp', 'transaction type', 'asset', 'quantity transacted'),
  zone: () => UTC_BY_FORMAT,

  readAll(rows, findings) {
    const conversions: Row[] = [];
    for (const row of rows) {
      const kind = row.needed('transaction type');
      const noTrade = NO_TRADE[kind.toLowerCase()];
      if (kind === 'Buy' || kind === 'Sell') readRetail(row, findings);
      else if (/^Advanced? Trade (?:Buy|Sell)$/.test(kind)) readAdvanced(row, findings);
      else if (kind === 'Convert') conversions.push(row);
      else if (noTrade) readOther(row, kind.toLowerCase(), noTrade, findings);
      else findings.rejectUnknown(row, 'transaction type', kind);
    }
    readConversions(conversions, findings);
  },
};

function readOther(row: Row, kind: string, reason: string, findings: Findings): void {
  const sign = TRANSFERS[kind];
  if (sign === undefined) {
    findings.ignore(row, reason);
    return;
  }
  const amount = absolute(row.amount('quantity transacted'));
  findings.transfer(row, reason, {
    asset: asset(row),
    amount: sign > 0 ? amount : -amount,
    time: row.time('timestamp'),
  });
}

function readRetail(row: Row, findings: Findings): void {
  const qty = row.size('quantity transacted');
  const subtotal = absolute(money(row, 'subtotal'));
  const total = absolute(money(row, 'total'));
  const quote = currencyOf(row);
  findings.trade(row, {
    venueId: row.text('id'),
    time: row.time('timestamp'),
    symbol: `${asset(row)}-${quote}`,
    side: row.side('transaction type'),
    qty,
    price: priceOf(subtotal, qty),
    fee: absolute(total - subtotal),
    feeAsset: quote,
  });
}

/** The columns are in the report currency; pair, price and total of the order itself stand only in the notes. */
function readAdvanced(row: Row, findings: Findings): void {
  const qty = row.size('quantity transacted');
  const note = NOTE.exec(row.text('notes').slice(0, LONGEST_NOTE));
  const [, totalText = '', currency = '', base = '', quoteInPair = '', priceText = ''] = note ?? [];
  if (!note)
    row.fail(
      'notes',
      'the pair of the order stands only in the notes, which cannot be read',
      'Export the file again.',
    );
  const quote = modernAsset(quoteInPair || currency);
  const total = note ? row.readNumber(totalText, 'notes') : ZERO;
  const value = priceText === '' ? valueFromReport(row, total) : null;
  const price = value === null ? row.readNumber(priceText, 'notes', true) : priceOf(value, qty);
  findings.trade(row, {
    venueId: row.text('id'),
    time: row.time('timestamp'),
    symbol: `${base ? modernAsset(base) : asset(row)}-${quote}`,
    side: row.text('transaction type').endsWith('Buy') ? 'buy' : 'sell',
    qty,
    price,
    fee: absolute(total - (value ?? multiply(price, qty))),
    feeAsset: quote,
  });
}

/** Notes without a price: the order's value has the same share of its total as in the report currency. */
function valueFromReport(row: Row, total: Decimal): Decimal {
  const reportTotal = absolute(money(row, 'total'));
  return reportTotal === ZERO ? ZERO : multiplyDivide(total, absolute(money(row, 'subtotal')), reportTotal);
}

function readConversions(rows: readonly Row[], findings: Findings): void {
  const open = new Map<string, Row>();
  for (const row of rows) {
    const key = row.text('notes');
    const earlier = open.get(key);
    if (!earlier) open.set(key, row);
    else if (areOneConversion(earlier, row)) {
      open.delete(key);
      if (row.amount('quantity transacted') < ZERO) readConversion(row, earlier, findings);
      else readConversion(earlier, row, findings);
    } else {
      open.set(key, row);
      readConversion(earlier, null, findings);
    }
  }
  for (const row of open.values()) readConversion(row, null, findings);
}

/** The two rows share their notes, stand next to each other in time, and differ in coin and sign. */
function areOneConversion(a: Row, b: Row): boolean {
  const [first, second] = [a.amount('quantity transacted'), b.amount('quantity transacted')];
  return (
    a.text('asset') !== b.text('asset') &&
    first < ZERO !== second < ZERO &&
    Math.abs(a.time('timestamp').ts - b.time('timestamp').ts) <= PAIRED_WITHIN_MS
  );
}

/** `paying` is the row of the negative leg or the only row; its id and time are those of the trade. */
function readConversion(paying: Row, receiving: Row | null, findings: Findings): void {
  const note = CONVERTED.exec(paying.text('notes').slice(0, LONGEST_NOTE));
  if (!note)
    paying.fail(
      'notes',
      'the other coin stands only in the notes, which cannot be read',
      'Export the file again.',
    );
  const rows = receiving ? [paying, receiving] : [paying];
  const given = legOf(rows, note?.[2] ?? '', note?.[1] ?? '');
  const received = legOf(rows, note?.[4] ?? '', note?.[3] ?? '');
  if (rows.every((row) => !row.fault) && isRenaming(given, received)) {
    findings.ignore(rows, 'asset-migration');
    return;
  }
  findings.trade(
    paying,
    {
      venueId: paying.text('id'),
      time: paying.time('timestamp'),
      ...conversionOf(given, received),
      fee: ZERO,
      feeAsset: null,
    },
    receiving ? [receiving] : [],
  );
}

/** The quantity column is exact; the notes round. */
function legOf(rows: readonly Row[], noteAsset: string, noteAmount: string): Leg {
  const row = rows.find((candidate) => candidate.text('asset') === noteAsset);
  const [first] = rows;
  const amount = row ? row.size('quantity transacted') : (first?.readNumber(noteAmount, 'notes') ?? ZERO);
  return { asset: modernAsset(noteAsset), amount };
}

function asset(row: Row): string {
  return modernAsset(row.needed('asset'));
}

/** The report currency: a column since 2021, before that the first word of the money columns (`EUR Subtotal`). */
function currencyOf(row: Row): string {
  const { header } = row.file;
  if (header.find('price currency', 'spot price currency') !== -1)
    return modernAsset(row.needed('price currency', 'spot price currency'));
  const named = header.names.find((name) => name.endsWith(' subtotal'));
  if (!named) row.fail('price currency', 'the file names no currency', 'Export the file again.');
  return modernAsset(named?.split(' ')[0] ?? '');
}

function money(row: Row, column: 'subtotal' | 'total'): Decimal {
  const name = row.file.header.names.find((candidate) =>
    new RegExp(`^(?:[a-z]{3,5} )?${column}\\b`).test(candidate),
  );
  return row.amount(name ?? column);
}
