import { decimal, formatDecimal, toNumber } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { randomCandles, START } from '../../test/randomTrader.ts';
import type { CandleSeries } from '../market/candle.ts';
import type { DecisionUnits } from './decisionUnits.ts';
import { type Instead, simulate } from './simulate.ts';

const HOUR = 3_600_000;
const SPANS = [
  { horizon: '1h', ms: HOUR },
  { horizon: '24h', ms: 24 * HOUR },
];
const FREE = { feeRate: 0n, slippageBps: 0 };
const BEGIN = START;

/** 100 hours before the decision and then hourly bars that rise by one from 100, with a wick of two on both sides. */
function rising(hours: number, missing: number[] = []): CandleSeries {
  const kept = Array.from({ length: hours + 100 }, (_, i) => i - 100).filter((i) => !missing.includes(i));
  const series = (price: (i: number) => number) => Float64Array.from(kept, price);
  const level = (i: number) => Math.max(100, 100 + i);
  return {
    symbol: 'ETH-USD',
    granularityMs: HOUR,
    ts: series((i) => BEGIN + i * HOUR),
    open: series(level),
    high: series((i) => level(i) + 3),
    low: series((i) => level(i) - 2),
    close: series((i) => level(i) + 1),
    volume: series(() => 1),
    aliasOf: null,
  };
}

const SOLD: DecisionUnits = {
  symbol: 'ETH-USD',
  direction: 'long',
  isEntry: false,
  qty: decimal('2'),
  price: decimal('100'),
  fees: decimal('-0.2'),
  ts: BEGIN,
  openedAt: BEGIN - 50 * HOUR,
  heldBefore: decimal('2'),
  actual: [],
  cost: FREE,
  unpricedFees: [],
};
const BOUGHT: DecisionUnits = {
  ...SOLD,
  isEntry: true,
  fees: decimal('0.2'),
  actual: [
    { ts: BEGIN, units: decimal('2'), price: decimal('100'), fees: decimal('0.2') },
    { ts: BEGIN + 10 * HOUR, units: decimal('-2'), price: decimal('110'), fees: decimal('0.2') },
  ],
};

function ask(instead: Instead, units: DecisionUnits, candles = rising(60), asOf = BEGIN + 50 * HOUR) {
  const outcome = simulate({ instead, units, spans: SPANS, candles, market: null, asOf });
  if ('reason' in outcome) throw new Error(outcome.reason);
  return outcome;
}

function deltas(instead: Instead, units: DecisionUnits, candles?: CandleSeries, asOf?: number) {
  return ask(instead, units, candles, asOf).horizons.map((outcome) =>
    outcome.complete ? formatDecimal(outcome.delta) : outcome.reason,
  );
}

describe('a decision done otherwise', () => {
  it('holds what was sold to the open of the bar after each horizon, with the path on the way', () => {
    const [, day] = ask({ kind: 'hold' }, SOLD).horizons;
    expect(day).toMatchObject({
      delta: decimal('48.2'),
      pathMaxAdverse: decimal('-4'),
      pathMaxFavourable: decimal('52'),
      pathMaxDrawdown: decimal('8'),
    });
  });

  it('pays the fee and half the spread of the later trade', () => {
    const cost = { feeRate: decimal('0.001'), slippageBps: 5 };
    expect(deltas({ kind: 'hold' }, { ...SOLD, cost })[1]).toBe('47.828');
  });

  it('is the mirror for a short', () => {
    const short: DecisionUnits = { ...SOLD, direction: 'short', fees: 0n };
    expect(deltas({ kind: 'hold' }, short)[1]).toBe('-48');
    // Two are bought back at 124 × 1.0015.
    const cost = { feeRate: decimal('0.001'), slippageBps: 5 };
    expect(deltas({ kind: 'hold' }, { ...short, cost })[1]).toBe('-48.372');
  });

  it('differs from an entry only from its real exit on when it is held', () => {
    expect(deltas({ kind: 'hold' }, BOUGHT)).toEqual(['0', '28.2']);
  });

  it('gives back what an entry made when it is skipped', () => {
    expect(deltas({ kind: 'skip' }, BOUGHT)).toEqual(['-1.8', '-19.6']);
  });

  it('changes an entry in proportion to its size', () => {
    expect(deltas({ kind: 'size', share: decimal('0.5') }, BOUGHT)).toEqual(['-0.9', '-9.8']);
    expect(deltas({ kind: 'size', share: decimal('1') }, BOUGHT)).toEqual(['0', '0']);
  });

  it('waits for a pullback of one ATR and misses the entry that never gives one', () => {
    const { fact } = ask({ kind: 'wait' }, BOUGHT);
    expect(fact).toEqual({ kind: 'limit', price: decimal('95'), filledTs: null });
    expect(deltas({ kind: 'wait' }, BOUGHT)).toEqual(['-1.8', '-19.6']);
  });

  it('buys at the limit when a later bar trades through it, and sells as it really did', () => {
    const candles = rising(60);
    candles.low[103] = 94;
    expect(ask({ kind: 'wait' }, BOUGHT, candles).fact).toMatchObject({ filledTs: BEGIN + 3 * HOUR });
    expect(deltas({ kind: 'wait' }, BOUGHT, candles)[1]).toBe('10.01');
  });

  it('is the mirror for a short that waits or is stopped', () => {
    const short: DecisionUnits = { ...BOUGHT, direction: 'short' };
    const candles = rising(60);
    // The swings before were five wide, so the limit is at 105: met by the high of 102 + 3.
    expect(ask({ kind: 'wait' }, short, candles).fact).toEqual({
      ...{ kind: 'limit', price: decimal('105') },
      filledTs: BEGIN + 2 * HOUR,
    });
    const stop = { kind: 'plan', effect: { kind: 'stop', percent: 10 } } as const;
    expect(ask(stop, short, candles).fact).toEqual({
      ...{ kind: 'stop', price: decimal('110') },
      filledTs: BEGIN + 7 * HOUR,
    });
  });

  it('says why there is no alternative', () => {
    const early = BEGIN + 30 * HOUR;
    expect(() => ask({ kind: 'wait' }, BOUGHT, rising(60), early)).toThrow(/48 hours .* not over/);
    const bare = rising(
      60,
      Array.from({ length: 95 }, (_, i) => i - 100),
    );
    expect(() => ask({ kind: 'wait' }, BOUGHT, bare)).toThrow(/Too few candles/);
    expect(() => ask({ kind: 'wait' }, { ...BOUGHT, price: decimal('4') })).toThrow(
      /more than the price itself/,
    );
    expect(() => ask({ kind: 'size', share: null }, BOUGHT)).toThrow(/fewer than five/);
    expect(() => ask({ kind: 'size', share: decimal('0.5') }, SOLD)).toThrow(/closed a position/);
    const stop = { kind: 'plan', effect: { kind: 'stop', percent: 5 } } as const;
    expect(() => ask(stop, SOLD)).toThrow(/closed a position/);
  });

  it('skips a bar without a price while it waits for one', () => {
    const candles = rising(60);
    candles.low[101] = Number.NaN;
    candles.low[102] = 94;
    expect(ask({ kind: 'wait' }, BOUGHT, candles).fact).toMatchObject({ filledTs: BEGIN + 2 * HOUR });
  });

  it('does nothing for an exit that only entries can do', () => {
    for (const kind of ['skip', 'wait'] as const)
      expect(() => ask({ kind }, SOLD)).toThrow(/closed a position/);
  });

  it('keeps to the plan: skips what a rule forbids, ends at a stop that was touched', () => {
    expect(deltas({ kind: 'plan', effect: { kind: 'skip' } }, BOUGHT)).toEqual(['-1.8', '-19.6']);
    const candles = rising(60);
    candles.low[104] = 90;
    const stopped = { kind: 'plan', effect: { kind: 'stop', percent: 5 } } as const;
    expect(deltas(stopped, BOUGHT, candles)).toEqual(['0', '-29.8']);
    expect(deltas(stopped, BOUGHT)).toEqual(['0', '0']);
    expect(() => ask({ kind: 'plan', effect: null }, BOUGHT)).toThrow(/kept every active rule/);
  });

  it('gets no better price from a stop than the open of a bar that begins beyond it', () => {
    const stopped = { kind: 'plan', effect: { kind: 'stop', percent: 10 } } as const;
    const candles = rising(60);
    candles.open[104] = 85;
    candles.low[104] = 80;
    // Sold for 2 × 85 instead of 2 × 110, and bought back for 2 × 120.
    expect(deltas(stopped, BOUGHT, candles)).toEqual(['0', '-49.8']);
    candles.open[103] = 120;
    expect(deltas(stopped, { ...BOUGHT, direction: 'short' }, candles)).toEqual(['0', '-19.8']);
  });

  it('meets no stop with a price that came when it was out, or may have', () => {
    const filledHour = (fell: number, exitHour: number) => {
      const candles = rising(60);
      candles.low[100 + fell] = 90;
      const actual = BOUGHT.actual.map((one, i) => (i === 0 ? one : { ...one, ts: BEGIN + exitHour * HOUR }));
      const stop = { kind: 'plan', effect: { kind: 'stop', percent: 5 } } as const;
      const { fact } = ask(stop, { ...BOUGHT, actual }, candles);
      return fact?.kind === 'stop' && fact.filledTs !== null ? (fact.filledTs - BEGIN) / HOUR : null;
    };
    expect([9, 10, 12].map((fell) => filledHour(fell, 10.5))).toEqual([9, null, null]);
  });

  it.each([
    ['not_over', rising(60), BEGIN + 23 * HOUR],
    ['no_candles', rising(20), BEGIN + 50 * HOUR],
    ['no_candles', rising(60, [24]), BEGIN + 50 * HOUR],
  ])('lists a horizon without a number as %s', (reason, candles, asOf) => {
    expect(deltas({ kind: 'hold' }, SOLD, candles, asOf)[1]).toBe(reason);
  });

  it('never looks at a bar that begins after the end of the horizon', () => {
    const changed = rising(60);
    for (const column of [changed.open, changed.high, changed.low, changed.close]) column.fill(10_000, 125);
    const spans = { instead: { kind: 'hold' } as const, units: SOLD, spans: SPANS, market: null };
    const asOf = BEGIN + 24 * HOUR;
    expect(simulate({ ...spans, candles: changed, asOf })).toEqual(
      simulate({ ...spans, candles: rising(60), asOf }),
    );
  });

  it('stands beside exits at random times that no foresight chose', () => {
    const { benchmark } = ask({ kind: 'hold' }, SOLD);
    const [low, mean, high] = [benchmark?.ciLow, benchmark?.delta, benchmark?.ciHigh].map((value) =>
      toNumber(value ?? 0n),
    );
    // Flat at 100 for 50 hours, then up to 124: a random exit is better by about 2 × 4.
    expect(mean).toBeGreaterThan(5);
    expect(mean).toBeLessThan(11);
    expect(low).toBeCloseTo(0.2, 6);
    expect(high).toBeLessThan(48.3);
    expect(ask({ kind: 'hold' }, SOLD).benchmark).toEqual(benchmark);
  });

  it('counts amounts of any size', () => {
    const huge = { ...SOLD, qty: decimal('1000000000000000000000') };
    const { benchmark } = ask({ kind: 'hold' }, huge);
    expect(toNumber(benchmark?.delta ?? 0n)).toBeGreaterThan(2e21);
  });

  it('leaves nothing of a short in what moves as the market does', () => {
    const [market] = randomCandles(2, ['BTC-USD'], 800) as [CandleSeries];
    const candles = { ...market, symbol: 'ETH-USD' };
    const price = decimal((candles.close[399] ?? 0).toFixed(8));
    const units: DecisionUnits = { ...SOLD, direction: 'short', price, fees: 0n };
    const outcome = simulate({
      ...{ instead: { kind: 'hold' }, units, spans: SPANS, candles, market },
      asOf: BEGIN + 50 * HOUR,
    });
    if ('reason' in outcome) throw new Error(outcome.reason);
    for (const horizon of outcome.horizons) {
      if (!horizon.complete) throw new Error('incomplete');
      const own = Math.abs(toNumber(horizon.marketNeutral ?? horizon.delta));
      expect(own).toBeLessThan(Math.abs(toNumber(horizon.delta)) / 100);
    }
  });

  it('tells the market apart from the rest', () => {
    const [market] = randomCandles(2, ['BTC-USD'], 800) as [CandleSeries];
    const twice = (values: Float64Array) => values.map((value) => 10 * (value / (market.close[0] ?? 1)) ** 2);
    const candles = {
      ...market,
      symbol: 'ETH-USD',
      open: twice(market.open),
      high: twice(market.high),
      low: twice(market.low),
      close: twice(market.close),
    };
    const units = { ...SOLD, price: decimal((candles.close[399] ?? 0).toFixed(8)), fees: 0n };
    const outcome = simulate({
      ...{ instead: { kind: 'hold' }, units, spans: SPANS, candles, market },
      asOf: BEGIN + 50 * HOUR,
    });
    if ('reason' in outcome) throw new Error(outcome.reason);
    expect(outcome.market?.beta).toBeCloseTo(2, 6);
    for (const horizon of outcome.horizons) {
      if (!horizon.complete) throw new Error('incomplete');
      const own = Math.abs(toNumber(horizon.marketNeutral ?? 0n));
      expect(own).toBeLessThan(Math.abs(toNumber(horizon.delta)) / 5);
    }
  });

  it.each([
    ['the symbol is the market', (market: CandleSeries) => market],
    ['the market stands still', (market: CandleSeries) => ({ ...market, close: market.close.map(() => 5) })],
    [
      'they have too few bars in common',
      (market: CandleSeries) => ({ ...market, ts: market.ts.map((ts) => ts + (ts < BEGIN ? 1 : 0)) }),
    ],
    [
      'a price of the market is none',
      (market: CandleSeries) => ({ ...market, close: market.close.map(() => 0) }),
    ],
  ])('tells no market apart where %s', (why, change) => {
    const [candles] = randomCandles(2, ['BTC-USD'], 800) as [CandleSeries];
    const market = change({ ...candles, symbol: why.includes('symbol') ? candles.symbol : 'OTHER-USD' });
    const outcome = simulate({
      ...{ instead: { kind: 'hold' }, units: SOLD, spans: SPANS, candles, market },
      asOf: BEGIN + 50 * HOUR,
    });
    expect(outcome).toMatchObject({
      market: null,
      horizons: [{ marketNeutral: null }, { marketNeutral: null }],
    });
  });
});
