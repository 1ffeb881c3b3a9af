import { absolute, type Decimal, decimal, divide, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { quoted, type Row } from '../reading/Row.ts';
import type { ParsedTrade } from '../row.ts';
import { modernAsset, splitPair } from '../values/pair.ts';
import { splitUnit } from '../values/unitAmount.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** Dollars that one COIN-M contract is worth: 100 of bitcoin, usually 10 of other coins (Binance's contract specifications). */
const CONTRACT_DOLLARS = ['100', '10', '1'].map(decimal);
const BITCOIN_CONTRACT = decimal('100');

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
      qty: market.instrument === 'inverse' ? dollarsOf(row, market.settled) : row.size('quantity'),
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

/** Size in dollars of a contract paid in coins: the file counts contracts, and its amount says what they are worth in coins. */
function dollarsOf(row: Row, coin: string): Decimal {
  const contracts = row.size('quantity');
  const coins = absolute(row.amountOrZero('amount'));
  const price = row.price('price');
  if (row.fault) return ZERO;
  const isUntold = coins === ZERO && coin === 'BTC';
  const worth = isUntold ? BITCOIN_CONTRACT : contractWorth(divide(multiply(coins, price), contracts));
  if (worth === null)
    row.fail(
      'amount',
      `the amount does not tell how many dollars one ${coin} contract is worth`,
      'Write the trade in the canonical CSV, its quantity in dollars.',
    );
  return multiply(contracts, worth ?? ZERO);
}

/** The contract that comes within a twentieth, since amounts are printed rounded; null when none does. */
function contractWorth(dollars: Decimal): Decimal | null {
  return CONTRACT_DOLLARS.find((worth) => absolute(dollars - worth) * 20n <= worth) ?? null;
}

function timeColumn(names: readonly string[]): string {
  return names.find((name) => /^(?:date|time)\b/.test(name)) ?? 'time';
}
