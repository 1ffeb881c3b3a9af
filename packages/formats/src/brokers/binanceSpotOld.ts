import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { modernAsset } from '../values/pair.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** Binance spot trade history before 2021: fee and its coin in columns of their own. */
export const binanceSpotOld: RowFormat = {
  kind: 'rows',
  name: 'binance-spot-old',
  broker: 'binance',
  title: 'Binance spot trade history (before 2021)',
  isNewestFirst: true,
  detect: (header) => header.has('market', 'type', 'price', 'amount', 'total', 'fee', 'fee coin'),
  zone: (header) => {
    const stated = zoneInText(header.startingWith('date') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  read(row, findings) {
    const { base, quote } = row.pair('market');
    findings.trade(row, {
      time: row.time(row.file.header.startingWith('date') ?? 'date(utc)', 'year-first'),
      symbol: `${base}-${quote}`,
      side: row.side('type'),
      qty: row.size('amount'),
      price: row.price('price'),
      fee: row.amountOrZero('fee'),
      feeAsset: modernAsset(row.text('fee coin')) || null,
    });
  },
};
