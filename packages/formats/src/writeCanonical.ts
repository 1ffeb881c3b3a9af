import { formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import type { ParsedTrade } from './row.ts';

/** A trade with its complete extId, as the canonical CSV holds it. */
export type WrittenTrade = Pick<
  ParsedTrade,
  | 'broker'
  | 'symbol'
  | 'instrument'
  | 'side'
  | 'qty'
  | 'price'
  | 'fee'
  | 'feeAsset'
  | 'ts'
  | 'orderId'
  | 'orderType'
  | 'startPosition'
  | 'settle'
> & { account: string; extId: string };

const COLUMNS: readonly [name: string, cell: (trade: WrittenTrade) => string][] = [
  ['ext_id', (trade) => textCell(trade.extId)],
  ['ts', (trade) => new Date(trade.ts).toISOString()],
  ['symbol', (trade) => textCell(trade.symbol)],
  ['side', (trade) => trade.side],
  ['qty', (trade) => formatDecimal(trade.qty)],
  ['price', (trade) => formatDecimal(trade.price)],
  ['fee', (trade) => formatDecimal(trade.fee)],
  ['fee_asset', (trade) => textCell(trade.fee === ZERO ? null : trade.feeAsset)],
  ['account', (trade) => textCell(trade.account)],
  ['order_id', (trade) => textCell(trade.orderId)],
  ['order_type', (trade) => trade.orderType ?? ''],
  ['instrument', (trade) => trade.instrument],
  ['start_position', (trade) => (trade.startPosition === null ? '' : formatDecimal(trade.startPosition))],
  ['settle', (trade) => textCell(trade.settle)],
  ['broker', (trade) => textCell(trade.broker)],
];

export const CANONICAL_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\n`;

/** One line of the canonical CSV. Reading it gives the same trade under the same id, to the last digit. */
export function canonicalLine(trade: WrittenTrade): string {
  return `${COLUMNS.map(([, cell]) => cell(trade)).join(',')}\n`;
}

/** A text that a spreadsheet would take for a formula, under any number of apostrophes. */
const FORMULA = /^'*[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

/** A spreadsheet shows a cell behind an apostrophe as text; `plainText` takes the apostrophe off again. */
function textCell(text: string | null): string {
  if (text === null) return '';
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What a text cell of the canonical CSV says. */
export function plainText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
