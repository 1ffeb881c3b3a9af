import { absolute, type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_BY_FORMAT } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { quoted, type Row } from '../reading/Row.ts';
import { modernAsset } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';

const NO_TRADE: Readonly<Record<string, string>> = {
  'sub account transfer': 'internal-transfer',
  'staking reward': 'income',
  'staked assets': 'internal-transfer',
  'unstaked assets': 'internal-transfer',
};

const TRANSFERS: Readonly<Record<string, 'deposit' | 'withdrawal'>> = {
  deposit: 'deposit',
  withdrawal: 'withdrawal',
};

/** Bitstamp's transactions since 2025: every unit in a column of its own. */
export const bitstamp: RowFormat = {
  kind: 'rows',
  name: 'bitstamp',
  broker: 'bitstamp',
  title: 'Bitstamp transactions',
  detect: (header) => header.has('id', 'type', 'subtype', 'datetime', 'amount currency', 'rate currency'),
  zone: () => UTC_BY_FORMAT,

  read(row, findings) {
    const kind = TRANSFERS[row.text('type').toLowerCase()];
    if (kind) {
      const asset = modernAsset(row.needed('amount currency'));
      const fee = modernAsset(row.text('fee currency')) === asset ? row.amountOrZero('fee') : ZERO;
      const amount = signed(kind, absolute(row.amount('amount')), fee);
      findings.transfer(row, kind, { asset, amount, time: row.time('datetime') });
      return;
    }
    if (!isMarket(row, findings)) return;
    const quote = modernAsset(row.needed('rate currency'));
    findings.trade(row, {
      venueId: row.text('id'),
      orderId: row.text('order id'),
      time: row.time('datetime'),
      symbol: `${modernAsset(row.needed('amount currency'))}-${quote}`,
      side: row.side('subtype'),
      qty: row.size('amount'),
      price: row.price('rate'),
      fee: row.amountOrZero('fee'),
      feeAsset: modernAsset(row.text('fee currency')) || null,
    });
  },
};

/** Bitstamp's transactions before 2025: amount and unit in one cell, minutes only, months as words. */
export const bitstampOld: RowFormat = {
  kind: 'rows',
  name: 'bitstamp-old',
  broker: 'bitstamp',
  title: 'Bitstamp transactions (before 2025)',
  detect: (header) => header.has('type', 'datetime', 'account', 'amount', 'value', 'rate', 'fee', 'sub type'),
  zone: () => UTC_BY_FORMAT,

  read(row, findings) {
    const kind = TRANSFERS[row.text('type').toLowerCase()];
    if (kind) {
      const { number, unit } = withUnit(row, 'amount');
      const paid = row.text('fee') === '' ? null : withUnit(row, 'fee');
      const fee = paid?.unit === unit ? row.readNumber(paid.number, 'fee') : ZERO;
      const amount = signed(kind, absolute(row.readNumber(number, 'amount')), fee);
      findings.transfer(row, kind, { asset: unit, amount, time: row.time('datetime') });
      return;
    }
    if (!isMarket(row, findings)) return;
    const amount = withUnit(row, 'amount');
    const rate = withUnit(row, 'rate');
    const fee = row.text('fee') === '' ? null : withUnit(row, 'fee');
    findings.trade(row, {
      time: row.time('datetime'),
      symbol: `${amount.unit}-${rate.unit}`,
      side: row.side('sub type'),
      qty: row.readNumber(amount.number, 'amount'),
      price: row.readNumber(rate.number, 'rate', true),
      fee: fee ? row.readNumber(fee.number, 'fee') : ZERO,
      feeAsset: fee?.unit ?? null,
    });
  },
};

function signed(kind: 'deposit' | 'withdrawal', size: Decimal, fee: Decimal): Decimal {
  return kind === 'deposit' ? size : -(size + fee);
}

function isMarket(row: Row, findings: Findings): boolean {
  const kind = row.needed('type');
  const noTrade = NO_TRADE[kind.toLowerCase()];
  if (kind.toLowerCase() === 'market') return true;
  if (noTrade) findings.ignore(row, noTrade);
  else findings.rejectUnknown(row, 'type', kind);
  return false;
}

function withUnit(row: Row, column: string): { number: string; unit: string } {
  const text = row.needed(column);
  const parts = splitUnit(text);
  if (!parts && text !== '')
    row.fail(column, `${quoted(text)} is no amount with a unit`, 'Write it as 1.5 BTC.');
  return { number: parts?.number ?? '', unit: modernAsset(parts?.unit ?? '') };
}
