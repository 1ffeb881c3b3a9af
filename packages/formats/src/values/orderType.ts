import type { ParsedTrade } from '../row.ts';

/** The order type in our words; null for kinds that we do not tell apart. */
export function readOrderType(text: string): ParsedTrade['orderType'] {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  if (/^(?:market|mkt)$/.test(word)) return 'market';
  if (/^(?:limit|lmt|limit maker|post only)$/.test(word)) return 'limit';
  if (/take profit/.test(word)) return 'take_profit';
  if (/^(?:stop|stp|trailing stop)/.test(word)) return 'stop';
  return /liquidat/.test(word) ? 'liquidation' : null;
}
