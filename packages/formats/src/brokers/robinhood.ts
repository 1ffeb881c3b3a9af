import { absolute, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Row } from '../reading/Row.ts';
import { priceOf } from '../values/conversion.ts';
import { readOrderType } from '../values/orderType.ts';

const NO_TRADE: readonly [RegExp, string][] = [
  [/^(?:cdiv|sdiv|mdiv|int|slip|rec|rtr|crrd|mrgs?cash|gdbp)$/i, 'income'],
  [/^(?:ach|rtp|dcf|wire|itrf|xent_?cc|acati|acatcash)$/i, 'deposit'],
  [/^(?:xent|jnls?|futswp|t?rf|abip)$/i, 'internal-transfer'],
  [/^(?:gold|dfee|afee|dtax|mint|nra|rfee)$/i, 'fee-only'],
];
/** BTC is "buy to close" here, never bitcoin. */
const OPTIONS = /^(?:bto|btc|sto|stc|oexp|oasgn|oexcs|ocash|oca)$/i;

/** Robinhood's account activity: dates only, newest first, money in brackets is negative. */
export const robinhood: RowFormat = {
  kind: 'rows',
  name: 'robinhood',
  broker: 'robinhood',
  title: 'Robinhood account activity',
  isNewestFirst: true,
  detect: (header) =>
    header.has('activity date', 'instrument', 'description', 'trans code', 'quantity', 'price', 'amount'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const code = row.text('trans code');
    const noTrade = NO_TRADE.find(([pattern]) => pattern.test(code));
    if (code === '' && row.text('activity date') === '') findings.ignore(row, 'footer');
    else if (/^(?:buy|sell)$/i.test(code)) readTrade(row, findings);
    else if (noTrade) findings.ignore(row, noTrade[1]);
    else if (OPTIONS.test(code))
      findings.reject(
        row,
        'trans code',
        `${code}: options are not supported`,
        'Only stocks and coins are read.',
      );
    else findings.rejectUnknown(row, 'trans code', code);
  },
};

/** The printed price is rounded to cents: amount ÷ quantity is what was paid. */
function readTrade(row: Row, findings: Findings): void {
  const qty = absolute(row.readNumber(row.needed('quantity').replace(/S$/i, ''), 'quantity'));
  const hasAmount = row.text('amount') !== '';
  findings.trade(row, {
    time: row.time('activity date', 'month-first'),
    symbol: `${row.needed('instrument')}-USD`,
    side: row.side('trans code'),
    qty,
    price: hasAmount ? priceOf(absolute(row.amount('amount')), qty) : row.price('price'),
    fee: ZERO,
    feeAsset: null,
  });
}

/** Robinhood's crypto orders. */
export const robinhoodCrypto: RowFormat = {
  kind: 'rows',
  name: 'robinhood-crypto',
  broker: 'robinhood',
  title: 'Robinhood crypto orders',
  isNewestFirst: true,
  detect: (header) =>
    header.has('uuid', 'time entered', 'symbol', 'side', 'quantity', 'state', 'average price'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const left = row.amountOrZero('leaves quantity');
    const qty = absolute(row.amount('quantity')) - left;
    if (/^(?:cancell?ed|rejected|failed|expired)$/i.test(row.text('state')) && qty === ZERO && !row.fault) {
      findings.ignore(row, 'order-row');
      return;
    }
    const text = row.needed('symbol');
    const { base, quote } =
      /[-/]/.test(text) || /USD[CT]?$/i.test(text) ? row.pair('symbol') : { base: text, quote: 'USD' };
    findings.trade(row, {
      venueId: row.text('uuid'),
      time: row.time('time entered', 'month-first'),
      symbol: `${base.toUpperCase()}-${quote}`,
      side: row.side('side'),
      qty,
      price: row.price('average price'),
      fee: ZERO,
      feeAsset: null,
      orderType: readOrderType(row.text('order type')),
    });
  },
};
