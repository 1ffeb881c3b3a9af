import { absolute, type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, type TableFormat, UTC_BY_FORMAT } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Row } from '../reading/Row.ts';
import { conversionOf, type Leg } from '../values/conversion.ts';
import { modernAsset } from '../values/pair.ts';

/** Coinbase Pro counts trade ids per product. */
export const coinbaseProFills: RowFormat = {
  kind: 'rows',
  name: 'coinbase-pro-fills',
  broker: 'coinbase-pro',
  title: 'Coinbase Pro fills report',
  idScope: 'symbol',
  isNewestFirst: false,
  detect: (header) => header.has('trade id', 'product', 'side', 'created at', 'size', 'price', 'fee'),
  zone: () => UTC_BY_FORMAT,

  read(row, findings) {
    const { base, quote } = row.pair('product');
    const unit = row.text('price/fee/total unit');
    findings.trade(row, {
      venueId: row.needed('trade id'),
      account: portfolio(row),
      time: row.time('created at'),
      symbol: `${base}-${quote}`,
      side: row.side('side'),
      qty: row.size('size'),
      price: row.price('price'),
      fee: row.amountOrZero('fee'),
      feeAsset: unit === '' ? quote : modernAsset(unit),
    });
  },
};

const NO_TRADE: Readonly<Record<string, string>> = {
  transfer: 'internal-transfer',
  conversion: 'currency-conversion',
  rebate: 'income',
};

/** The account report is a ledger: two matches and a fee share one trade id. */
export const coinbaseProAccount: TableFormat = {
  kind: 'table',
  name: 'coinbase-pro-account',
  broker: 'coinbase-pro',
  title: 'Coinbase Pro account report',
  idScope: 'symbol',
  isNewestFirst: false,
  detect: (header) => header.has('type', 'amount', 'balance', 'amount/balance unit', 'trade id', 'order id'),
  zone: () => UTC_BY_FORMAT,

  readAll(rows, findings) {
    const trades = new Map<string, Row[]>();
    for (const row of rows) {
      const kind = row.needed('type').toLowerCase();
      const noTrade = NO_TRADE[kind];
      if (kind === 'deposit' || kind === 'withdrawal') readTransfer(row, kind, findings);
      else if (noTrade) findings.ignore(row, noTrade);
      else if (kind === 'match' || kind === 'fee') {
        const key = [portfolio(row), row.text('trade id'), row.text('order id'), timeText(row)].join('\n');
        trades.set(key, [...(trades.get(key) ?? []), row]);
      } else if (!findings.rejectFaulty(row)) findings.rejectUnknown(row, 'type', kind);
    }
    for (const group of trades.values()) readGroup(withoutRepeats(group, findings), findings);
  },
};

function readTransfer(row: Row, kind: string, findings: Findings): void {
  findings.transfer(row, kind, {
    account: portfolio(row),
    asset: modernAsset(row.needed('amount/balance unit')),
    amount: row.amount('amount'),
    time: row.time(timeColumn(row)),
  });
}

function readGroup(rows: readonly Row[], findings: Findings): void {
  const [first, ...others] = rows;
  if (!first) return;
  const matches = rows.filter((row) => row.text('type').toLowerCase() === 'match');
  const fees = rows.filter((row) => row.text('type').toLowerCase() === 'fee');
  const given = legOf(matches, (amount) => amount < ZERO);
  const received = legOf(matches, (amount) => amount > ZERO);
  if (!given || !received)
    first.fail('trade id', 'the two sides of the trade are not both in the file', 'Export a longer period.');
  const [fee] = fees;
  findings.trade(
    first,
    {
      venueId: first.needed('trade id'),
      account: portfolio(first),
      orderId: first.text('order id'),
      time: first.time(timeColumn(first)),
      ...conversionOf(given ?? { asset: '', amount: ZERO }, received ?? { asset: '', amount: ZERO }),
      fee: fees.reduce((sum, row) => sum - row.amount('amount'), ZERO),
      feeAsset: fee ? modernAsset(fee.text('amount/balance unit')) : null,
    },
    others,
  );
}

function legOf(rows: readonly Row[], isOfLeg: (amount: Decimal) => boolean): Leg | null {
  const leg = rows.filter((row) => isOfLeg(row.amount('amount')));
  const units = new Set(leg.map((row) => row.needed('amount/balance unit')));
  const [unit] = units;
  if (unit === undefined || units.size > 1) return null;
  return {
    asset: modernAsset(unit),
    amount: absolute(leg.reduce((sum, row) => sum + row.amount('amount'), ZERO)),
  };
}

/** Overlapping exports joined by hand repeat whole rows, balance included. */
function withoutRepeats(rows: readonly Row[], findings: Findings): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const text = row.cells.join('\n');
    if (seen.has(text)) findings.ignore(row, 'duplicate-id');
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

function timeColumn(row: Row): string {
  return row.file.header.has('time') ? 'time' : 'timestamp';
}

function timeText(row: Row): string {
  return row.text('time', 'timestamp');
}

function portfolio(row: Row): string | null {
  const name = row.text('portfolio');
  return name === 'default' ? null : name;
}
