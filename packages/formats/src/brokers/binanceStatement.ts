import { absolute, type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_BY_FORMAT } from '../format.ts';
import type { FileTime, Row } from '../reading/Row.ts';
import { modernAsset } from '../values/pair.ts';
import { type LedgerEntry, readLedgerTrades } from './binanceStatementTrades.ts';

/** Names that Binance gave to the legs and fees of trades over the years; sign and coin tell the leg, not the name. */
const LEGS =
  /^(?:buy|sell|transaction (?:related|buy|spend|sold|revenue)|(?:large )?otc trading|binance convert|convert|small assets exchange bnb|auto-invest transaction)$/i;
const FEES = /^(?:fee|transaction fee)$/i;

const NO_TRADE: readonly [RegExp, string][] = [
  [/^(?:deposit|fiat deposit|crypto deposit|initiate deposit)$/i, 'deposit'],
  [/^(?:withdraw|withdrawal|fiat withdraw(?:al)?)$/i, 'withdrawal'],
  [/transfer|main and funding|p2p trading/i, 'internal-transfer'],
  [/^(?:funding fee|realized profit and loss|insurance fund compensation)/i, 'derivative-cash'],
  [
    /staking rewards|interest|distribution|airdrop|cashback|commission (?:history|rebate|fee shared)|referral|rewards?$|voucher/i,
    'income',
  ],
  [/^eth 2\.0 staking$|token swap|redenomination/i, 'asset-migration'],
  [
    /savings|staking|simple earn|launchpool|launchpad|liquid swap|locked|flexible|vault|dual investment/i,
    'earn',
  ],
];

/**
 * The Binance statement is a ledger: a trade is two or more rows of one second. Rows of trades are paired
 * by price within their second; whatever cannot be paired is shown, and sums are always kept.
 */
export const binanceStatement: TableFormat = {
  kind: 'table',
  name: 'binance-statement',
  broker: 'binance',
  title: 'Binance statement (transaction records)',
  detect: (header) => header.has('utc_time', 'account', 'operation', 'coin', 'change'),
  zone: () => UTC_BY_FORMAT,

  readAll(rows, findings) {
    const entries: LedgerEntry[] = [];
    for (const row of rows) {
      const time = row.time('utc_time', 'year-first');
      const operation = row.needed('operation');
      const change = row.amount('change');
      const coin = modernAsset(row.needed('coin'));
      if (findings.rejectFaulty(row)) continue;
      const noTrade = classify(row, operation);
      if (noTrade === 'deposit' || noTrade === 'withdrawal')
        findings.transfer(row, noTrade, { asset: coin, amount: change, time });
      else if (noTrade) findings.ignore(row, noTrade);
      else if (LEGS.test(operation) || FEES.test(operation))
        entries.push(entryOf(row, time, operation, coin, change));
      else if (/^buy crypto|^fiat ocbs|card/i.test(operation))
        findings.reject(
          row,
          'operation',
          `${operation}: what was paid is not in the file`,
          'Add the purchase by hand.',
        );
      else findings.rejectUnknown(row, 'operation', operation);
    }
    readLedgerTrades(entries, findings);
  },
};

/** Cash of futures accounts explains no spot trade; their fees are part of it. */
function classify(row: Row, operation: string): string | null {
  const known = NO_TRADE.find(([pattern]) => pattern.test(operation))?.[1] ?? null;
  if (known) return known;
  return /futures/i.test(row.text('account')) && FEES.test(operation) ? 'derivative-cash' : null;
}

function entryOf(row: Row, time: FileTime, operation: string, coin: string, change: Decimal): LedgerEntry {
  const kind = FEES.test(operation) ? 'fee' : change < ZERO ? 'given' : 'received';
  const family = /convert|exchange|otc/i.test(operation) ? operation.toLowerCase() : 'trade';
  return {
    row,
    time,
    kind,
    group: `${row.text('account')}\n${family}`,
    leg: { asset: coin, amount: kind === 'fee' ? -change : absolute(change) },
  };
}
