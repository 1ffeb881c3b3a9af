import { type Decimal, decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { quoted, type Row } from '../reading/Row.ts';
import type { ParsedFunding } from '../row.ts';
import { priceOf } from '../values/conversion.ts';
import { readOrderType } from '../values/orderType.ts';
import { modernAsset } from '../values/pair.ts';

interface Contract {
  symbol: string;
  instrument: ParsedFunding['instrument'];
  settled: string;
  /** One unit of the integer columns in the settlement currency. */
  unit: Decimal;
}

const SATOSHI = decimal('0.00000001');
const MICRO_USDT = decimal('0.000001');

/** BitMEX executions: quantities in contracts, execCost and execComm in satoshi (or millionths of USDT). */
export const bitmexTrades: RowFormat = {
  kind: 'rows',
  name: 'bitmex-trades',
  broker: 'bitmex',
  title: 'BitMEX trade history',
  isNewestFirst: true,
  detect: (header) =>
    header.has('transacttime', 'symbol', 'exectype', 'side', 'lastqty', 'lastpx', 'execcomm'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const kind = row.needed('exectype');
    if (kind === 'Funding') {
      readFunding(row, findings);
      return;
    }
    if (kind === 'Settlement') {
      findings.ignore(row, 'derivative-cash');
      return;
    }
    if (kind !== 'Trade' && kind !== '') {
      findings.rejectUnknown(row, 'exectype', kind);
      return;
    }
    const contract = contractOf(row);
    findings.trade(row, {
      venueId: row.text('execid'),
      orderId: row.text('orderid'),
      time: row.time('transacttime', 'month-first'),
      symbol: contract.symbol,
      instrument: contract.instrument,
      side: row.side('side'),
      qty: quantityOf(row, contract),
      price: row.price('lastpx'),
      fee: multiply(row.amountOrZero('execcomm'), contract.unit),
      feeAsset: contract.settled,
      orderType: /liquidation/i.test(row.text('text')) ? 'liquidation' : readOrderType(row.text('ordtype')),
    });
  },
};

/** What was paid stands where a trade has its commission. */
function readFunding(row: Row, findings: Findings): void {
  const { symbol, instrument, settled, unit } = contractOf(row);
  findings.funding(row, {
    symbol,
    instrument,
    asset: settled,
    amount: -multiply(row.amount('execcomm'), unit),
    time: row.time('transacttime', 'month-first'),
  });
}

/** XBTUSD is inverse, other dollar contracts are quanto, both settled in bitcoin; USDT contracts are linear. */
function contractOf(row: Row): Contract {
  const symbol = row.needed('symbol').toUpperCase();
  const [, base = '', quote = ''] = /^([A-Z0-9]{2,8}?)(USDT|USD|EUR)$/.exec(symbol) ?? [];
  if (base === '' && symbol !== '')
    row.fail(
      'symbol',
      `the contract ${quoted(symbol)} is not supported`,
      'Remove the row; only perpetuals are read.',
    );
  const asset = modernAsset(base);
  if (quote === 'USDT' && isPaidInBitcoin(row, asset))
    return { symbol: `${asset}-USDT`, instrument: 'quanto', settled: 'BTC', unit: SATOSHI };
  if (quote === 'USDT')
    return { symbol: `${asset}-USDT`, instrument: 'linear', settled: 'USDT', unit: MICRO_USDT };
  const instrument = asset === 'BTC' ? 'inverse' : 'quanto';
  return { symbol: `${asset}-${quote}`, instrument, settled: 'BTC', unit: SATOSHI };
}

/** Coins whose USDT contract was paid in bitcoin at first and in USDT later, under one name. */
const PAID_IN_BOTH = new Set(['ADA', 'BNB', 'DOT', 'EOS', 'LINK', 'XTZ', 'YFI']);

/** The API names what a contract is paid in; without it a guess would be wrong by the price of bitcoin. */
function isPaidInBitcoin(row: Row, asset: string): boolean {
  const currency = row.text('settlcurrency').toUpperCase();
  if (currency === '' && PAID_IN_BOTH.has(asset))
    row.fail(
      'symbol',
      `${asset}USDT was paid in bitcoin at first and in USDT later, and the file does not say which`,
      'Add the column settlCurrency (XBt or USDt), as the API gives it.',
    );
  return currency === 'XBT';
}

/** Inverse and quanto contracts count in contracts; a linear contract's size in coins is its value ÷ price. */
function quantityOf(row: Row, { instrument, unit }: Contract): Decimal {
  const contracts = row.size('lastqty');
  if (instrument !== 'linear') return contracts;
  const price = row.price('lastpx');
  return row.fault ? ZERO : priceOf(multiply(row.size('execcost'), unit), price);
}

const NO_TRADE: Readonly<Record<string, string>> = {
  RealisedPNL: 'derivative-cash',
  UnrealisedPNL: 'derivative-cash',
  Funding: 'derivative-cash',
  Total: 'total',
  Deposit: 'deposit',
  Withdrawal: 'withdrawal',
  Transfer: 'internal-transfer',
  AffiliatePayout: 'income',
};

/** BitMEX wallet history: cash only. */
export const bitmexWallet: RowFormat = {
  kind: 'rows',
  name: 'bitmex-wallet',
  broker: 'bitmex',
  title: 'BitMEX wallet history',
  isNewestFirst: true,
  detect: (header) => header.has('transacttime', 'transacttype', 'amount', 'walletbalance'),
  zone: () => UTC_ASSUMED,

  read(row, findings) {
    const kind = row.needed('transacttype');
    const noTrade = NO_TRADE[kind];
    if (noTrade) findings.ignore(row, noTrade);
    else findings.rejectUnknown(row, 'transacttype', kind);
  },
};
