import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { quoted, type Row } from '../reading/Row.ts';
import type { ParsedTrade } from '../row.ts';
import { modernAsset, splitPair } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** Binance futures trades. The zone stands in the column name or in the file name (`…(UTC--6).csv`). */
export const binanceFutures: RowFormat = {
  kind: 'rows',
  name: 'binance-futures',
  broker: 'binance',
  title: 'Binance futures trade history',
  idScope: 'symbol',
  isNewestFirst: true,
  detect: (header) => header.has('symbol', 'side', 'price', 'quantity', 'amount', 'fee', 'realized profit'),
  zone: (header, fileName) => {
    const stated = zoneInText(timeColumn(header.names)) ?? zoneInText(fileName);
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  read(row, findings) {
    const market = marketOf(row);
    const feeText = row.text('fee');
    const fee = splitUnit(feeText);
    findings.trade(row, {
      venueId: row.text('trade id'),
      orderId: row.text('order id'),
      time: row.time(timeColumn(row.file.header.names), 'year-first'),
      symbol: market.symbol,
      instrument: market.instrument,
      side: row.side('side'),
      qty: row.size('quantity'),
      price: row.price('price'),
      fee: fee ? row.readNumber(fee.number, 'fee') : row.amountOrZero('fee'),
      feeAsset: modernAsset(fee?.unit ?? row.text('quote asset')) || market.settled,
    });
  },
};

function marketOf(row: Row): { symbol: string; instrument: ParsedTrade['instrument']; settled: string } {
  const text = row.needed('symbol').toUpperCase();
  const [name = '', expiry] = text.split('_');
  const pair = splitPair(name);
  if (text !== '' && (!pair || (expiry !== undefined && expiry !== 'PERP')))
    row.fail(
      'symbol',
      `the contract ${quoted(text)} is not supported`,
      'Remove the row; only perpetuals are read.',
    );
  const { base = '', quote = '' } = pair ?? {};
  const isInverse = expiry === 'PERP';
  return {
    symbol: `${base}-${quote}`,
    instrument: isInverse ? 'inverse' : 'linear',
    settled: isInverse ? base : quote,
  };
}

function timeColumn(names: readonly string[]): string {
  return names.find((name) => /^(?:date|time)\b/.test(name)) ?? 'time';
}
