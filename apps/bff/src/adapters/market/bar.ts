import { AppError } from '@twin/shared/errors/AppError';
import type { Bar, CandleWindow } from '../../ports/market.ts';

/** A bar of an answer. @throws AppError BROKER_UNREADABLE when it cannot be one */
export function barOf(ts: number, [open, high, low, close, volume]: readonly string[]): Bar {
  const bar = [ts, ...[open, high, low, close, volume].map(Number)] as unknown as Bar;
  if (!isBar(bar)) throw new AppError('BROKER_UNREADABLE', { context: { bar: bar.join(' ') } });
  return bar;
}

function isBar([ts, open, high, low, close, volume]: Bar): boolean {
  if (![ts, open, high, low, close, volume].every(Number.isFinite)) return false;
  return low > 0 && volume >= 0 && low <= Math.min(open, close) && high >= Math.max(open, close);
}

/** Venues answer in either order, and now and then with bars beside the window or the same one twice. */
export function barsWithin({ from, to, granularityMs }: CandleWindow, bars: readonly Bar[]): Bar[] {
  const byBegin = new Map(bars.map((bar) => [bar[0], bar]));
  return [...byBegin.values()]
    .filter(([ts]) => ts >= from && ts < to && ts % granularityMs === 0)
    .sort(([a], [b]) => a - b);
}
