import type { RowFormat } from '../format.ts';
import { hyperliquidFeeAsset, hyperliquidMarket } from '../values/hyperliquidMarket.ts';

/**
 * The research dump of Hyperliquid fills: Indian time by minutes, file order is the true order inside a coin.
 * A spreadsheet rounded `Trade ID` and `Timestamp`, so a fill is known by its order id and content.
 */
export const hyperliquidDump: RowFormat = {
  kind: 'rows',
  name: 'hyperliquid-dump',
  broker: 'hyperliquid',
  title: 'Hyperliquid research dump',
  isNewestFirst: false,
  detect: (header) =>
    header.has(
      'account',
      'coin',
      'execution price',
      'size tokens',
      'side',
      'timestamp ist',
      'start position',
    ),
  zone: () => ({ zone: '+05:30', isStated: true }),

  read(row, findings) {
    const coin = row.needed('coin');
    const side = row.side('side');
    const market = hyperliquidMarket(coin);
    findings.trade(row, {
      account: row.text('account'),
      orderId: row.text('order id'),
      time: row.time('timestamp ist', 'day-first'),
      symbol: `${market.base}-${market.quote}`,
      instrument: market.instrument,
      settle: market.settle,
      side,
      qty: row.size('size tokens'),
      price: row.price('execution price'),
      fee: row.amountOrZero('fee'),
      feeAsset: hyperliquidFeeAsset(market, side),
      orderType: /liquidat|auto-deleverag/i.test(row.text('direction')) ? 'liquidation' : null,
      startPosition: row.amount('start position'),
    });
  },
};
