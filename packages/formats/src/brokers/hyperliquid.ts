import { type TableFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import { quoted, type Row } from '../reading/Row.ts';
import { decideDateOrder } from '../values/dateOrder.ts';
import { hyperliquidFeeAsset, hyperliquidMarket } from '../values/hyperliquidMarket.ts';
import type { DateOrder } from '../values/wallTime.ts';

const SIDES: readonly [RegExp, 'buy' | 'sell'][] = [
  [/^(?:buy|open long|close short|short > long|liquidated (?:isolated |cross )?short)$/i, 'buy'],
  [
    /^(?:sell|open short|close long|long > short|liquidated (?:isolated |cross )?long|spot dust conversion)$/i,
    'sell',
  ],
];

/**
 * The trade history that Hyperliquid's page exports: the browser's date style and zone. Which of day and
 * month stands first is decided by all dates of the file; when all fit both ways the person is asked.
 */
export const hyperliquid: TableFormat = {
  kind: 'table',
  name: 'hyperliquid',
  broker: 'hyperliquid',
  title: 'Hyperliquid trade history',
  detect: (header) => header.has('time', 'coin', 'dir', 'px', 'sz', 'fee'),
  zone: () => UTC_ASSUMED,

  readAll(rows, findings) {
    const found = decideDateOrder(rows.map((row) => row.text('time')));
    const given = rows[0]?.file.dateOrder ?? null;
    for (const row of rows) {
      const order = orderFor(found, given);
      if (!order)
        findings.reject(
          row,
          'time',
          `${quoted(row.text('time'))} can be read with the day or with the month first`,
          'Say which stands first: day-first or month-first.',
        );
      else readFill(row, order, findings);
    }
  },
};

/** Without slashed dates any order reads the file; dates that contradict each other fit none. */
function orderFor(found: ReturnType<typeof decideDateOrder>, given: DateOrder | null): DateOrder | null {
  if (found === 'none') return 'day-first';
  if (found === 'mixed') return null;
  return found === 'ambiguous' ? given : found;
}

function readFill(row: Row, order: DateOrder, findings: Findings): void {
  const coin = row.needed('coin');
  const market = hyperliquidMarket(coin);
  const direction = row.needed('dir');
  const side = SIDES.find(([pattern]) => pattern.test(direction))?.[1];
  if (!side && direction !== '')
    row.fail('dir', `the direction ${quoted(direction)} names no side`, 'Write Buy or Sell.');
  findings.trade(row, {
    time: row.time('time', order),
    symbol: `${market.base}-${market.quote}`,
    instrument: market.instrument,
    settle: market.settle,
    side: side ?? 'buy',
    qty: row.size('sz'),
    price: row.price('px'),
    fee: row.amountOrZero('fee'),
    feeAsset: hyperliquidFeeAsset(market, side ?? 'buy'),
    orderType: /^liquidated/i.test(direction) ? 'liquidation' : null,
  });
}
