import { describe, expect, it } from 'vitest';
import { NO_MARKET } from '../market/candle.ts';
import { settleUpTo } from './settle.ts';
import { initialState, type PendingDecision, positionState, quoteState } from './state.ts';
import { trackTargets } from './targets.ts';
import { HOUR, MINUTE, NOW, times } from './writtenScene.testkit.ts';

const KEY = 'spot|BTC-USD|main';
const OTHER = 'spot|ETH-USD|main';

/** A first buy of 1 at 100 that ended now. */
function pending(more: Partial<PendingDecision> = {}): PendingDecision {
  return {
    ...{ endTs: NOW, key: KEY, isEntry: true, sign: 1, ts: NOW, price: 100, notional: 100, moved: 1 },
    ...{ lnRisk: null, lnExposure: null, isInStreak: false, isLarge: null, isInState: null },
    ...{ isBelowCost: null, isGrown: null, nearCost: null, sale: null, afterQty: 1, afterCost: 100 },
    ...more,
  };
}

/** The memory after these have counted, in positions that were flat before. */
function settled(...decisions: Partial<PendingDecision>[]) {
  const state = initialState();
  state.pending = decisions.map(pending);
  for (const { key } of state.pending) positionState(state, key, 'USD', NOW);
  settleUpTo(state, Math.max(...state.pending.map(({ endTs }) => endTs)) + HOUR);
  return { state, position: positionState(state, KEY, 'USD', NOW), quote: quoteState(state, 'USD') };
}

describe('a decision', () => {
  it.each([
    [1, [KEY]],
    [2, [KEY, OTHER]],
  ])('counts when a minute without a fill has passed, one of %i like the others', (_, keys) => {
    const state = initialState();
    state.pending = keys.map((key) => pending({ key }));
    for (const key of keys) positionState(state, key, 'USD', NOW);
    settleUpTo(state, NOW + MINUTE);
    expect([state.pending.length, state.open]).toEqual([keys.length, []]);
    settleUpTo(state, NOW + MINUTE + 1);
    expect([state.pending.length, state.open]).toEqual([0, keys]);
  });

  it('waits while others count, and those count in the order in which they ended', () => {
    const state = initialState();
    for (const key of [KEY, OTHER]) positionState(state, key, 'USD', NOW);
    state.pending = [
      pending({ endTs: NOW + 9, price: 102 }),
      pending({ endTs: NOW + 5, price: 101 }),
      pending({ endTs: NOW + HOUR, key: OTHER }),
    ];
    settleUpTo(state, NOW + 2 * MINUTE);
    expect(state.pending.map(({ key }) => key)).toEqual([OTHER]);
    expect(state.positions[KEY]?.price).toBe(102);
    expect(state.positions[KEY]?.trades.map(([, price]) => Math.round(Math.exp(price)))).toEqual([101, 102]);
  });

  it('gives its own start its size, and no other', () => {
    const state = initialState();
    positionState(state, KEY, 'USD', NOW);
    const start = (ts: number, key = KEY) => ({ ts, key, base: 'B', sign: 1, moved: null });
    state.recent = [start(NOW - 1), start(NOW, OTHER), start(NOW), start(NOW + 1)];
    state.pending = [pending({ moved: 7 })];
    settleUpTo(state, NOW + HOUR);
    expect(state.recent.map(({ moved }) => moved)).toEqual([null, null, 7, null]);
  });
});

describe('a position', () => {
  it('remembers its last twenty trades and eleven buys', () => {
    const { position } = settled(...times(25, (i) => ({ endTs: NOW + i, ts: NOW + i, notional: i + 1 })), {
      endTs: NOW + 30,
      sign: -1,
      isEntry: false,
      notional: 50,
    });
    expect(position.trades).toHaveLength(20);
    expect(position.trades.at(-1)).toEqual([-1, Math.log(100), Math.log(50)]);
    expect(position.trades[0]?.[2]).toBeCloseTo(Math.log(7), 9);
    expect(position.buys).toHaveLength(11);
    expect([position.buys[0], position.buys.at(-1)]).toEqual([
      [NOW + 14, 15],
      [NOW + 24, 25],
    ]);
  });

  it('remembers no trade without a price or an amount', () => {
    expect(settled({ price: 0 }).position.trades).toEqual([]);
    expect(settled({ notional: 0 }).position.trades).toEqual([]);
    expect(settled({ notional: 0 }).quote.sizes.values).toEqual([]);
    expect(settled({}).quote.sizes.values).toEqual([Math.log(100)]);
  });

  it('is open while it holds something, and its exposure counts at its last price', () => {
    const { state, position, quote } = settled({ afterQty: -3, price: 50, afterCost: 40 });
    expect(position).toMatchObject({ qty: -3, cost: 40, price: 50, exposure: 150 });
    expect([state.open, quote.gross, quote.grossMax]).toEqual([[KEY], 150, 150]);
    const two = settled({ afterQty: 2 }, { endTs: NOW + 1, key: OTHER, price: 10 });
    expect([two.quote.gross, two.quote.grossMax]).toEqual([210, 210]);
    const less = settled({ afterQty: 2 }, { endTs: NOW + 1, isEntry: false, price: 110 });
    expect([less.state.open, less.quote.gross, less.quote.grossMax]).toEqual([[KEY], 110, 200]);
    const closed = settled(...[{ afterQty: 2 }, { endTs: NOW + 1, key: OTHER }], {
      endTs: NOW + 2,
      afterQty: 0,
      isEntry: false,
    });
    expect([closed.state.open, closed.quote.gross]).toEqual([[OTHER], 100]);
  });

  it('of an inverse contract counts in coins, of which a contract is fewer as the price rises', () => {
    const state = initialState();
    const key = 'inverse|BTC-USD|main';
    positionState(state, key, 'BTC', NOW);
    state.pending = [pending({ key, afterQty: -1000, price: 50_000 })];
    settleUpTo(state, NOW + HOUR);
    expect(quoteState(state, 'BTC').gross).toBeCloseTo(0.02, 12);
  });

  it('begins at nothing when no other is open, whatever was left by rounding', () => {
    const state = initialState();
    positionState(state, KEY, 'USD', NOW);
    quoteState(state, 'USD').gross = 1e-9;
    state.pending = [pending()];
    settleUpTo(state, NOW + HOUR);
    expect(quoteState(state, 'USD').gross).toBe(100);
  });
});

describe('an entry', () => {
  it('adds its share and its exposure to the usual ones, where they are known', () => {
    const { quote } = settled({ lnRisk: -2, lnExposure: -1 }, { endTs: NOW + 1 });
    expect([quote.risks.values, quote.exposures.values]).toEqual([[-2], [-1]]);
  });

  it('counts as large or not in a streak or not, and in a spike or not', () => {
    const { state } = settled(
      ...[{ isLarge: true, isInStreak: true, isInState: true }, { isInState: false }],
      { isLarge: false },
    );
    expect(state.sizing).toEqual({ eventsIn: 1, exposureIn: 1, eventsOut: 0, exposureOut: 1 });
    expect(state.chase).toEqual({ eventsIn: 1, exposureIn: 0, eventsOut: 1, exposureOut: 0 });
  });

  it('is a size of its own kind outside of streaks', () => {
    const { quote } = settled({ notional: 50 }, { endTs: NOW + 1, notional: 80, isInStreak: true });
    expect(quote.sizes.values).toEqual([Math.log(50), Math.log(80)]);
    expect(quote.calmSizes.values).toEqual([Math.log(50)]);
  });

  it('counts adds below and above the cost, and grown ones in a row', () => {
    const below = { isBelowCost: true, isGrown: true };
    const { state, position } = settled(below, below, { isBelowCost: false, isGrown: true });
    expect([state.adds, position.growths]).toEqual([{ below: 2, above: 1 }, 3]);
    expect(settled(below, { endTs: NOW + 1, isGrown: false }).position.growths).toBe(0);
  });
});

describe('an exit', () => {
  const exit = (more: Partial<PendingDecision> = {}) => ({ isEntry: false, sign: -1, ...more });

  it('leaves its price, and no size', () => {
    const { position, quote } = settled(exit({ price: 120, lnRisk: 1 }));
    expect([position.lastExitPrice, quote.sizes.values, quote.risks.values]).toEqual([120, [], []]);
  });

  it('is remembered for an hour', () => {
    const times = [NOW, NOW + 1, NOW + HOUR, NOW + HOUR + 1];
    const { quote } = settled(...times.map((endTs) => exit({ endTs, notional: endTs - NOW })));
    expect(quote.reductions).toEqual([
      [NOW + 1, 1],
      [NOW + HOUR, HOUR],
      [NOW + HOUR + 1, HOUR + 1],
    ]);
  });

  it('counts near the cost, out of a dip, and as a gain or a loss', () => {
    const { state } = settled(
      exit({ nearCost: { isNear: true, expected: 0.25 }, isInState: true }),
      exit({ nearCost: { isNear: false, expected: 0.5 }, isInState: false }),
      exit({ sale: { isGain: true, hasBars: true, expectedGains: 0.75, expectedLosses: 0.25 } }),
      exit({ sale: { isGain: false, hasBars: true, expectedGains: 0.5, expectedLosses: 0.5 } }),
      exit({ sale: { isGain: true, hasBars: false, expectedGains: 1, expectedLosses: 0 } }),
    );
    expect(state.nearCost).toEqual({ observed: 1, expected: 0.75 });
    expect(state.dip).toEqual({ eventsIn: 1, exposureIn: 0, eventsOut: 1, exposureOut: 0 });
    expect(state.disposition).toEqual({
      ...{ observedGains: 2, expectedGains: 2.25, observedLosses: 1, expectedLosses: 0.75 },
    });
    expect(state.realised).toEqual({ eventsIn: 1, exposureIn: 0, eventsOut: 1, exposureOut: 0 });
  });
});

describe('the usual weight of a position', () => {
  it('is the mean of its share over the first thirty days, and follows slowly after them', () => {
    const { state, position } = settled({ afterQty: 3 }, { endTs: NOW + 1, key: OTHER });
    trackTargets(state, NO_MARKET, NOW);
    expect(position.target).toEqual({ weight: 0.75, days: 1 });
    position.price = 300;
    trackTargets(state, NO_MARKET, NOW);
    expect(position.target.weight).toBeCloseTo((0.75 + 0.9) / 2, 9);
    position.target = { weight: 0.6, days: 30 };
    trackTargets(state, NO_MARKET, NOW);
    expect(position.target).toEqual({ weight: 0.6 + 0.3 / 30, days: 30 });
  });

  it('is counted in its own money, and stays where nothing is worth anything', () => {
    const { state, position } = settled({ afterQty: 3 }, { endTs: NOW + 1, key: OTHER });
    const other = positionState(state, OTHER, 'USD', NOW);
    other.quote = 'EUR';
    trackTargets(state, NO_MARKET, NOW);
    expect([position.target.weight, other.target.weight]).toEqual([1, 1]);
    other.price = 0;
    trackTargets(state, NO_MARKET, NOW);
    expect(other.target).toEqual({ weight: 1, days: 1 });
  });
});
