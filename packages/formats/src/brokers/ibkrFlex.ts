import { absolute, ZERO } from '@twin/shared/primitives/decimal';
import type { TableFormat } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { type FileTime, quoted, type Row } from '../reading/Row.ts';
import { readOrderType } from '../values/orderType.ts';

/** IBKR writes account time, for most people New York. */
export const IBKR_ZONE = { zone: 'America/New_York', isStated: false } as const;

/** Asset classes whose quantity and price mean what they say; the others need contract data that the file lacks. */
const PLAIN = /^(?:|stk|stocks?|etfs?|fund|mutual funds?|crypto|cryptocurrenc(?:y|ies))$/i;
const DATE_COLUMNS = ['datetime', 'date/time', 'tradedate'];
const CASH = /^(?:cash|forex)$/i;

/** IBKR Flex query as CSV or XML: columns chosen by the person, all quoted, sometimes in HEADER/DATA sections. */
export const ibkrFlex: TableFormat = {
  kind: 'table',
  name: 'ibkr-flex',
  broker: 'ibkr',
  title: 'IBKR Flex query (trades or confirmations)',
  isNewestFirst: false,
  detect: (header) =>
    header.has('quantity') &&
    header.find('tradeprice', 'price') !== -1 &&
    header.find('currencyprimary', 'currency') !== -1 &&
    header.find('ibcommission', 'commission') !== -1 &&
    DATE_COLUMNS.some((name) => header.has(name)),
  zone: () => IBKR_ZONE,

  readAll(rows, findings) {
    const hasExecutions = rows.some((row) => /^execution$/i.test(row.text('levelofdetail')));
    for (const row of rows) {
      const level = row.text('levelofdetail').toUpperCase();
      if (/^(?:header|bof|boa|bos|eos|eoa|eof)$/i.test(row.cells[0]?.trim() ?? ''))
        findings.ignore(row, 'section');
      else if (level === 'CLOSED_LOT' || level === 'WASH_SALE') findings.ignore(row, 'closed-lot');
      else if (level.endsWith('SUMMARY')) findings.ignore(row, 'total');
      else if (hasExecutions && level === 'ORDER') findings.ignore(row, 'order-row');
      else readExecution(row, findings);
    }
  },
};

function readExecution(row: Row, findings: Findings): void {
  const assetClass = row.text('assetclass', 'assetcategory');
  if (CASH.test(assetClass)) {
    findings.ignore(row, 'currency-conversion');
    return;
  }
  if (!PLAIN.test(assetClass)) {
    findings.reject(
      row,
      'assetclass',
      `${quoted(assetClass)} is not supported`,
      'Only stocks, funds and coins are read.',
    );
    return;
  }
  const base = row.text('symbol') || row.text('isin');
  if (base === '')
    row.fail('symbol', 'the row names neither a symbol nor an ISIN', 'Add the symbol to the query.');
  const currency = row.needed('currencyprimary', 'currency');
  const quantity = row.amount('quantity');
  findings.trade(row, {
    venueId: row.text('ibexecid', 'execid') || row.text('tradeid'),
    account: row.text('clientaccountid', 'accountid'),
    orderId: row.text('iborderid', 'orderid'),
    time: timeOf(row),
    symbol: `${base.replace(/\s+/g, '.')}-${currency}`,
    side: row.text('buy/sell', 'buysell')
      ? row.side('buy/sell', 'buysell')
      : quantity < ZERO
        ? 'sell'
        : 'buy',
    qty: absolute(quantity),
    price: row.price('tradeprice', 'price'),
    fee: -(row.amountOrZero('ibcommission', 'commission') + row.amountOrZero('taxes')),
    feeAsset: row.text('ibcommissioncurrency', 'commissioncurrency') || currency,
    orderType: readOrderType(row.text('ordertype')),
  });
}

/** Date and time together where the row has them; some queries split them into `TradeDate` and `TradeTime`. */
function timeOf(row: Row): FileTime {
  const column = DATE_COLUMNS.find((name) => row.text(name) !== '') ?? 'tradedate';
  const clock = row.text('tradetime');
  if (column !== 'tradedate' || clock === '') return row.time(column);
  const text = `${row.needed(column).replaceAll(/[-/]/g, '')};${clock.replaceAll(':', '')}`;
  return row.readTime(text, column);
}
