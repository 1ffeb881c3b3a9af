import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { CandleSeries } from '../market/candle.ts';
import { type HeldLeg, simulateHold } from './hold.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2025, 0, 1);
const DAY: { horizon: string; ms: number }[] = [{ horizon: '24h', ms: 24 * HOUR }];
const FREE = { feeRate: 0n, slippageBps: 0 };

/** Hourly bars that rise by one a bar from 100, with a wick of two on both sides. */
function rising(hours: number, missing: number[] = []): CandleSeries {
  const kept = Array.from({ length: hours }, (_, i) => i).filter((i) => !missing.includes(i));
  const series = (price: (i: number) => number) => Float64Array.from(kept, price);
  return {
    symbol: 'BTC-USD',
    granularityMs: HOUR,
    ts: series((i) => START + i * HOUR),
    open: series((i) => 100 + i),
    high: series((i) => 103 + i),
    low: series((i) => 98 + i),
    close: series((i) => 101 + i),
    volume: series(() => 1),
    aliasOf: null,
  };
}

const SOLD_LONG: HeldLeg = {
  direction: 'long',
  qty: decimal('2'),
  price: decimal('100'),
  fees: decimal('0.2'),
  ts: START,
  actual: 0n,
};

describe('holding instead of selling', () => {
  it('ends at the close of the last bar inside the horizon, with the path on the way', () => {
    const [day] = simulateHold(SOLD_LONG, FREE, DAY, rising(48), START + 48 * HOUR);
    expect(day && { ...day, delta: formatDecimal(day.delta ?? 0n) }).toEqual({
      horizon: '24h',
      delta: '47.8',
      pathMaxAdverse: decimal('-4'),
      pathMaxFavourable: decimal('52'),
      complete: true,
    });
  });

  it('pays the fee and half the spread of the later close', () => {
    const cost = { feeRate: decimal('0.001'), slippageBps: 5 };
    const [day] = simulateHold(SOLD_LONG, cost, DAY, rising(48), START + 48 * HOUR);
    expect(formatDecimal(day?.delta ?? 0n)).toBe('47.428');
  });

  it('is the mirror for a short', () => {
    const [day] = simulateHold(
      { ...SOLD_LONG, direction: 'short' },
      FREE,
      DAY,
      rising(48),
      START + 48 * HOUR,
    );
    expect(formatDecimal(day?.delta ?? 0n)).toBe('-48.2');
    expect(day?.pathMaxFavourable).toBe(decimal('4'));
    expect(day?.pathMaxAdverse).toBe(decimal('-52'));
  });

  it('is measured against what an entry really made', () => {
    const [day] = simulateHold(
      { ...SOLD_LONG, actual: decimal('10') },
      FREE,
      DAY,
      rising(48),
      START + 48 * HOUR,
    );
    expect(formatDecimal(day?.delta ?? 0n)).toBe('37.8');
  });

  it.each([
    ['the horizon is not over yet', rising(48), START + 23 * HOUR],
    ['the candles end before it', rising(20), START + 48 * HOUR],
    ['the candles have a gap at its end', rising(48, [22, 23]), START + 48 * HOUR],
    ['there are no candles after the decision', rising(0), START + 48 * HOUR],
  ])('has no number when %s', (_, candles, asOf) => {
    expect(simulateHold(SOLD_LONG, FREE, DAY, candles, asOf)).toEqual([
      { horizon: '24h', delta: null, pathMaxAdverse: null, pathMaxFavourable: null, complete: false },
    ]);
  });

  it('never looks at a bar that ends after the horizon', () => {
    const candles = rising(48);
    const changed = rising(48);
    changed.high.fill(10_000, 24);
    changed.close.fill(10_000, 24);
    expect(simulateHold(SOLD_LONG, FREE, DAY, changed, START + 48 * HOUR)).toEqual(
      simulateHold(SOLD_LONG, FREE, DAY, candles, START + 48 * HOUR),
    );
  });
});
