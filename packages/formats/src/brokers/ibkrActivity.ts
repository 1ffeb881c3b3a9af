import { absolute, ZERO } from '@twin/shared/primitives/decimal';
import type { TableFormat } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { Header } from '../reading/Header.ts';
import { quoted, Row } from '../reading/Row.ts';
import { IBKR_ZONE } from './ibkrFlex.ts';

const PLAIN = /^(?:stocks?|etfs?|funds?|mutual funds?|crypto|cryptocurrencies)\b/i;

/** IBKR activity statement: many sections in one file; trades have headers of their own, one per asset class. */
export const ibkrActivity: TableFormat = {
  kind: 'table',
  name: 'ibkr-activity',
  broker: 'ibkr',
  title: 'IBKR activity statement',
  hasSections: true,
  isNewestFirst: false,
  detect: (header) =>
    header.names[1] === 'header' &&
    (header.names[0] === 'statement' || header.has('trades', 'datadiscriminator')),
  zone: () => IBKR_ZONE,

  readAll(rows, findings) {
    const trades = rows.filter((row) => first(row) === 'Trades' && second(row) === 'Data');
    const hasOrders = trades.some((row) => row.cells[2]?.trim() === 'Order');
    let header: Header | null = null;
    for (const row of rows) {
      const kind = second(row);
      if (first(row) !== 'Trades') findings.ignore(row, 'section');
      else if (kind === 'Header') {
        header = new Header(row.cells);
        findings.ignore(row, 'section');
      } else if (kind === 'SubTotal' || kind === 'Total') findings.ignore(row, 'total');
      else if (!header)
        findings.reject(row, 'row', 'the header of the trades is missing', 'Export the file again.');
      else readData(new Row(row.line, row.cells, { ...row.file, header }), hasOrders, findings);
    }
  },
};

/** Orders, their executions and the lots they close tell the same trade: orders count where there are any. */
function readData(row: Row, hasOrders: boolean, findings: Findings): void {
  const level = row.needed('datadiscriminator');
  const category = row.needed('asset category');
  if (/^(?:closedlot|wash ?sale)$/i.test(level)) findings.ignore(row, 'closed-lot');
  else if (/^(?:execution|trade)$/i.test(level) && hasOrders) findings.ignore(row, 'order-row');
  else if (!/^(?:order|execution|trade)$/i.test(level))
    findings.rejectUnknown(row, 'datadiscriminator', level);
  else if (/^forex/i.test(category)) findings.ignore(row, 'currency-conversion');
  else if (!PLAIN.test(category))
    findings.reject(
      row,
      'asset category',
      `${quoted(category)} is not supported`,
      'Only stocks, funds and coins are read.',
    );
  else readOrder(row, findings);
}

function readOrder(row: Row, findings: Findings): void {
  const currency = row.needed('currency');
  const quantity = row.amount('quantity');
  findings.trade(row, {
    account: row.text('account'),
    time: row.time('date/time'),
    symbol: `${row.needed('symbol').replace(/\s+/g, '.')}-${currency}`,
    side: quantity < ZERO ? 'sell' : 'buy',
    qty: absolute(quantity),
    price: row.price('t. price'),
    fee: -row.amountOrZero('comm/fee'),
    feeAsset: currency,
  });
}

function first(row: Row): string {
  return row.cells[0]?.trim() ?? '';
}

function second(row: Row): string {
  return row.cells[1]?.trim() ?? '';
}
