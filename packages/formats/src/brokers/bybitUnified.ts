import { absolute, type Decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { quoted, type Row } from '../reading/Row.ts';
import type { ParsedFunding } from '../row.ts';
import { modernAsset, type Pair, splitPair } from '../values/pair.ts';
import { zoneInText } from '../values/zoneInText.ts';

const NO_TRADE: Readonly<Record<string, string>> = {
  TRANSFER_IN: 'internal-transfer',
  TRANSFER_OUT: 'internal-transfer',
  FEE_REFUND: 'income',
  AIRDROP: 'income',
  BONUS: 'income',
  INTEREST: 'fee-only',
  AUTO_DEDUCTION: 'fee-only',
};

/**
 * Bybit's unified account transaction log. A spot fill is a base row and a quote row, in either order;
 * a derivative fill is one row whose cash flow is not its quantity.
 */
export const bybitUnified: TableFormat = {
  kind: 'table',
  name: 'bybit-unified',
  broker: 'bybit',
  title: 'Bybit unified account transaction log',
  isNewestFirst: true,
  detect: (header) =>
    header.has('currency', 'contract', 'type', 'direction', 'quantity', 'filled price', 'cash flow'),
  zone: (header) => {
    const stated = zoneInText(header.startingWith('time') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  readAll(rows, findings) {
    const fills = new Map<string, Row[]>();
    for (const row of rows) {
      const kind = row.needed('type').toUpperCase();
      const noTrade = NO_TRADE[kind];
      if (noTrade) findings.ignore(row, noTrade);
      else if (kind === 'SETTLEMENT') readFunding(row, findings);
      else if (kind !== 'TRADE' && kind !== 'LIQUIDATION') findings.rejectUnknown(row, 'type', kind);
      else if (row.amount('cash flow') !== row.amount('quantity')) readContract(row, findings);
      else {
        const key = ['contract', 'direction', 'filled price', 'trade id', 'order id'].map((name) =>
          row.text(name),
        );
        const group = [timeText(row), ...key].join('\n');
        const others = fills.get(group);
        if (others) others.push(row);
        else fills.set(group, [row]);
      }
    }
    for (const group of fills.values()) readSpot(group, findings);
  },
};

/** A settlement pays the funding of a perpetual; what it pays out beside it is profit that the fills tell. */
function readFunding(row: Row, findings: Findings): void {
  const amount = row.amountOrZero('funding');
  if (amount === ZERO && !row.fault) {
    findings.ignore(row, 'derivative-cash');
    return;
  }
  findings.funding(row, {
    ...contractOf(row),
    amount,
    time: row.time(timeColumn(row)),
  });
}

/** The contract of a row and what it is paid in. */
function contractOf(row: Row): Pick<ParsedFunding, 'symbol' | 'instrument' | 'asset'> {
  const { base, quote } = row.pair('contract', splitContract);
  const asset = modernAsset(row.needed('currency'));
  return { symbol: `${base}-${quote}`, instrument: asset === base ? 'inverse' : 'linear', asset };
}

function readContract(row: Row, findings: Findings): void {
  const { symbol, instrument, asset } = contractOf(row);
  findings.trade(row, {
    venueId: row.text('trade id'),
    orderId: row.text('order id'),
    time: row.time(timeColumn(row)),
    symbol,
    instrument,
    side: row.side('direction'),
    qty: row.size('quantity'),
    price: row.price('filled price'),
    fee: feeOf(row),
    feeAsset: asset,
    orderType: row.text('type').toUpperCase() === 'LIQUIDATION' ? 'liquidation' : null,
  });
}

/** `BTCUSDT`, `BTCPERP` (settled in USDC); options and dated contracts are not read. */
function splitContract(text: string): Pair | null {
  if (/\d{2}[A-Z]{3}\d{2}/.test(text)) return null;
  return splitPair(text.replace(/-?PERP$/, 'USDC'));
}

/** Rows of one second and price: each base row goes with the quote row of its value. */
function readSpot(rows: readonly Row[], findings: Findings): void {
  const baseRows: Row[] = [];
  const quoteRows: Row[] = [];
  for (const row of rows) {
    const { base } = row.pair('contract');
    (modernAsset(row.needed('currency')) === base ? baseRows : quoteRows).push(row);
  }
  const open = [...quoteRows].sort(bySize);
  for (const [index, row] of [...baseRows].sort(bySize).entries()) readFill(row, open[index], findings);
  for (const row of open.slice(baseRows.length)) rejectLone(row, findings);
}

function readFill(base: Row, quote: Row | undefined, findings: Findings): void {
  if (!quote) {
    rejectLone(base, findings);
    return;
  }
  const qty = base.size('quantity');
  const price = base.price('filled price');
  checkValue(base, multiply(qty, price), quote.size('quantity'));
  const pair = base.pair('contract');
  const fees = [base, quote].filter((row) => feeOf(row) !== ZERO);
  const [charged] = fees;
  if (fees.length > 1)
    base.fail('fee paid', 'both rows of the fill carry a fee', 'Use the spot trade history instead.');
  findings.trade(
    base,
    {
      venueId: base.text('trade id'),
      orderId: base.text('order id'),
      time: base.time(timeColumn(base)),
      symbol: `${pair.base}-${pair.quote}`,
      side: base.side('direction'),
      qty,
      price,
      fee: charged ? feeOf(charged) : ZERO,
      feeAsset: charged ? modernAsset(charged.text('currency')) : null,
    },
    [quote],
  );
}

/** Printed amounts are rounded; more than a thousandth apart they belong to different fills. */
function checkValue(row: Row, expected: Decimal, printed: Decimal): void {
  if (!row.fault && absolute(expected - printed) * 1000n > expected)
    row.fail('quantity', 'the quote row of this fill does not fit its price', 'Export the whole period.');
}

function rejectLone(row: Row, findings: Findings): void {
  const currency = quoted(row.text('currency'));
  findings.reject(
    row,
    'contract',
    `only the ${currency} side of this fill is in the file`,
    'Export the whole period.',
  );
}

/** What left the account beside the cash flow: cost above zero, rebate below, whatever sign the fee column has. */
function feeOf(row: Row): Decimal {
  return row.amount('cash flow') + row.amountOrZero('funding') - row.amount('change');
}

function bySize(a: Row, b: Row): number {
  const [left, right] = [a.size('quantity'), b.size('quantity')];
  return left === right ? a.line - b.line : left < right ? -1 : 1;
}

function timeColumn(row: Row): string {
  return row.file.header.startingWith('time') ?? 'time';
}

function timeText(row: Row): string {
  return row.text(timeColumn(row));
}
