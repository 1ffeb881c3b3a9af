import { ZERO } from '@twin/shared/primitives/decimal';
import type { RowFormat } from '../format.ts';
import type { Row } from '../reading/Row.ts';
import type { ParsedTrade } from '../row.ts';
import { plainText } from '../writeCanonical.ts';

const INSTRUMENTS = ['spot', 'margin', 'linear', 'inverse', 'quanto'] as const;
const ORDER_TYPES = ['market', 'limit', 'stop', 'take_profit', 'liquidation'] as const;

/** The CSV that we write and that any person can write; the contract page defines it. */
export const canonical: RowFormat = {
  kind: 'rows',
  name: 'canonical',
  broker: 'canonical',
  title: 'canonical CSV',
  idScope: 'symbol',
  detect: (header) => header.has('ts', 'symbol', 'side', 'qty', 'price'),
  zone: () => ({ zone: 'UTC', isStated: false }),

  read(row, findings) {
    const fee = row.text('fee') === '' ? ZERO : row.strictNumber('fee');
    const venueId = plainText(row.text('ext_id'));
    const account = plainText(row.text('account'));
    const trade = {
      venueId,
      time: row.time('ts'),
      symbol: symbolOf(row),
      side: row.side('side'),
      qty: row.strictNumber('qty'),
      price: row.strictNumber('price', { round: true }),
      fee,
      feeAsset: plainText(row.text('fee_asset')) || null,
      account,
      orderId: plainText(row.text('order_id')),
      orderType: oneOf(row, 'order_type', ORDER_TYPES),
      instrument: oneOf(row, 'instrument', INSTRUMENTS) ?? ('spot' as ParsedTrade['instrument']),
      startPosition: row.text('start_position') === '' ? null : row.strictNumber('start_position'),
      settle: plainText(row.text('settle')),
      broker: brokerOf(row, account, venueId),
    };
    if (!row.file.isZoneKnown && !hasZone(row.text('ts')))
      row.fail(
        'ts',
        'the time has no zone',
        'Write it as 2024-12-31T23:59:59Z, or name the time zone of the file.',
      );
    findings.trade(row, trade);
  },
};

function hasZone(time: string): boolean {
  return time.endsWith('Z') || /(?:Z|[+-]\d{2}:?\d{2})$/i.test(time);
}

function symbolOf(row: Row): string {
  const symbol = plainText(row.needed('symbol'));
  if (symbol !== '' && !/^[^-\s]+-[^-\s]+$/.test(symbol))
    row.fail('symbol', `"${symbol}" is no pair`, 'Write the pair as BASE-QUOTE, for example BTC-USD.');
  return symbol;
}

/** Only our own export names brokers in our words; in anyone else's file the column is a remark. */
function brokerOf(row: Row, account: string, venueId: string): string | null {
  if (account === '' || !venueId.startsWith(`${account}:`)) return null;
  const broker = plainText(row.text('broker'));
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(broker) ? broker : null;
}

function oneOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word | null {
  const text = row.text(column);
  if (text === '') return null;
  const word = words.find((candidate) => candidate === text);
  if (!word) row.fail(column, `"${text}" is unknown`, `Use one of: ${words.join(', ')}.`);
  return word ?? null;
}
