import { ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { quoted, type Row } from '../reading/Row.ts';
import { conversionOf, type Leg } from '../values/conversion.ts';
import { modernAsset } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** Binance Convert history: `Sell` and `Buy` are amounts with their coins; the price has no separate fee. */
export const binanceConvert: RowFormat = {
  kind: 'rows',
  name: 'binance-convert',
  broker: 'binance',
  title: 'Binance Convert history',
  isNewestFirst: true,
  detect: (header) => header.has('pair', 'type', 'sell', 'buy', 'price', 'inverse price', 'status'),
  zone: (header) => {
    const stated = zoneInText(header.startingWith('date') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  read(row, findings) {
    const status = row.needed('status');
    if (/^(?:failed|expired|cancell?ed|unsuccessful)$/i.test(status)) {
      findings.ignore(row, 'not-executed');
      return;
    }
    if (!/^success(?:ful)?$/i.test(status))
      row.fail('status', `unknown status ${quoted(status)}`, 'Use Successful, or remove the row.');
    const conversion = conversionOf(legOf(row, 'sell'), legOf(row, 'buy'));
    const date = row.file.header.startingWith('date') ?? 'date';
    findings.trade(row, { time: row.time(date, 'year-first'), ...conversion, fee: ZERO, feeAsset: null });
  },
};

function legOf(row: Row, column: string): Leg {
  const text = row.needed(column);
  const leg = splitUnit(text);
  if (!leg && text !== '')
    row.fail(column, `${quoted(text)} is no amount with a coin`, 'Write it as 100 USDT.');
  return { asset: modernAsset(leg?.unit ?? ''), amount: row.readNumber(leg?.number ?? '', column) };
}
