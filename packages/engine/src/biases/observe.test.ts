import { describe, expect, it } from 'vitest';
import { observe } from './observe.ts';
import type { Scene } from './scene.ts';
import { positionState } from './state.ts';
import { pushValue } from './trailingWindow.ts';
import {
  barsOf,
  DAY,
  HELD,
  HOUR,
  MINUTE,
  NOW,
  type Remember,
  swing,
  times,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

/** The memory after the decision, and what of it waits for the last fill. */
function observed(decision: WrittenDecision = {}, remember: Remember = () => {}, bars = barsOf([])) {
  const scene = writtenScene(decision, remember, bars);
  observe(scene);
  const [pending] = scene.state.pending;
  if (!pending) throw new Error('nothing waits');
  return { ...scene, pending };
}

const RISE = barsOf(swing(250, [108, 108, 108]));
const FALL = barsOf(swing(250, [92, 92, 92]));

describe('a decision that is put into the memory', () => {
  it('leaves its hour, its start, and the first of all', () => {
    const { state } = observed({ ts: NOW + 5 * HOUR });
    expect(state).toMatchObject({ decisions: 1, starts: [NOW + 5 * HOUR], entryStarts: [NOW + 5 * HOUR] });
    expect(state.entries).toEqual({ count: 1, since: NOW + 5 * HOUR });
    expect(state.hours.indexOf(1)).toBe(5);
    const exit = observed({ before: HELD }).state;
    expect([exit.entryStarts, exit.entries.count, exit.days.entries]).toEqual([[], 0, 0]);
    const later = observed({}, (_, memory) => {
      memory.entries = { count: 7, since: 3 };
      memory.starts = times(51, (i) => i);
      memory.entryStarts = times(51, (i) => i);
    }).state;
    expect(later.entries).toEqual({ count: 8, since: 3 });
    for (const starts of [later.starts, later.entryStarts])
      expect([starts.length, starts[0]]).toEqual([51, 1]);
  });

  it('stands among at most 64 starts of the last half hour', () => {
    const recent = (starts: number, ts: (i: number) => number) =>
      observed({}, (_, state) => {
        state.recent = times(starts, (i) => ({ ts: ts(i), key: 'k', base: 'B', sign: 1, moved: 1 }));
      }).state.recent;
    expect(recent(64, () => NOW)).toHaveLength(64);
    expect(recent(63, () => NOW)).toHaveLength(64);
    expect(recent(1, () => NOW - 30 * MINUTE)).toHaveLength(2);
    expect(recent(1, () => NOW - 30 * MINUTE - 1)).toHaveLength(1);
    expect(recent(0, () => NOW)).toEqual([
      { ts: NOW, key: 'spot|BTC-USD|main', base: 'BTC', sign: 1, moved: null },
    ]);
  });

  it.each([
    [29.99, 0],
    [30, 1],
    [31.99, 1],
    [32, 0],
  ])('%f days after a losing sale is a harvest: %i', (days, harvests) => {
    const { position } = observed({}, (scene) => {
      scene.position.lastLossTs = NOW - days * DAY;
    });
    expect(position).toMatchObject({ harvests, lastLossTs: null });
    expect(observed().position.harvests).toBe(0);
  });

  it('of spot counts the bars in rises since the last one, of other markets both ways', () => {
    const since: Remember = ({ position }) => {
      position.countedTo = NOW - 5 * HOUR;
    };
    expect(observed({}, since, RISE).state.chase).toMatchObject({ exposureIn: 3, exposureOut: 2 });
    const both = observed({ instrument: 'linear' }, since, RISE).state;
    expect(both.chase).toMatchObject({ exposureIn: 3, exposureOut: 7 });
    expect(both.dip).toMatchObject({ exposureIn: 0, exposureOut: 0 });
    expect(observed({ before: HELD }, since, FALL).state.dip).toMatchObject({
      exposureIn: 3,
      exposureOut: 2,
    });
    const short = { side: 'buy', before: { ...HELD, qty: -2 }, instrument: 'linear' } as const;
    expect(observed(short, since, FALL).state.dip).toMatchObject({ exposureIn: 0, exposureOut: 5 });
  });

  it('counts the bars since the last one in which the position lay above its cost and below it', () => {
    const since: Remember = ({ position }) => {
      position.countedTo = NOW - 4 * HOUR;
    };
    const bars = barsOf([90, 90, 101, 100, 99, 98]);
    const held = (decision: WrittenDecision) => {
      const { exposureIn, exposureOut } = observed(decision, since, bars).state.realised;
      return [exposureIn, exposureOut];
    };
    expect(held({ before: HELD })).toEqual([1, 2]);
    expect(held({ side: 'buy', before: { ...HELD, qty: -2 }, instrument: 'linear' })).toEqual([2, 1]);
    expect(held({ before: { ...HELD, avgCost: null } })).toEqual([0, 0]);
    expect(held({})).toEqual([0, 0]);
  });
});

describe('what waits for the last fill', () => {
  it.each<[string, WrittenDecision, number, number | null]>([
    ['opens at its price', {}, 1, 100],
    ['opens a short', { instrument: 'linear', side: 'sell' }, -1, 100],
    ['adds at the mean cost', { kind: 'increase', side: 'buy', price: 130, before: HELD }, 3, 110],
    [
      'adds contracts at the price at which all of them are worth what they were bought for',
      { kind: 'increase', side: 'buy', instrument: 'inverse', qty: 2, price: 50, before: HELD },
      4,
      4 / (2 / 100 + 2 / 50),
    ],
    [
      'adds contracts to a cost that says nothing',
      {
        kind: 'increase',
        side: 'buy',
        instrument: 'inverse',
        qty: 2,
        price: 50,
        before: { ...HELD, avgCost: 0 },
      },
      4,
      null,
    ],
    [
      'adds to an unknown cost',
      { kind: 'increase', side: 'buy', before: { ...HELD, avgCost: null } },
      3,
      null,
    ],
    ['reduces at the same cost', { before: HELD, price: 130 }, 1, 100],
    ['closes', { kind: 'close', instrument: 'linear', before: HELD, qty: 2 }, 0, null],
    [
      'closes with dust left by rounding',
      { kind: 'close', instrument: 'linear', before: HELD, qty: 1.9 },
      0,
      null,
    ],
    ['sells more than it knows of', { before: HELD, qty: 5 }, 0, null],
    ['sells all that it knows of', { before: HELD, qty: 2 }, 0, null],
    [
      'turns around at its price',
      { kind: 'flip', instrument: 'linear', before: HELD, qty: 5, price: 90 },
      -3,
      90,
    ],
  ])('%s', (_, decision, afterQty, afterCost) => {
    expect(observed(decision).pending).toMatchObject({ afterQty, afterCost });
  });

  it('is an add below the cost or above it, and neither at the cost or of a first buy', () => {
    const add = (price: number) =>
      observed({ kind: 'increase', side: 'buy', before: HELD, price }).pending.isBelowCost;
    expect([add(99), add(101), add(100)]).toEqual([true, false, null]);
    expect(observed().pending).toMatchObject({ isBelowCost: null, isGrown: false });
    expect(observed({ before: HELD, price: 99 }).pending).toMatchObject({ isBelowCost: null, isGrown: null });
  });

  it('is large from one and a half deviations on, in a streak from two outcomes on', () => {
    const sized = (notional: number, length: number) =>
      observed({ price: notional }, ({ quote }, { exits }) => {
        quote.grossMax = 1;
        for (let i = 0; i < 5; i += 1) pushValue(quote.risks, Math.log(100));
        exits.streak.length = length;
      }).pending;
    expect(sized(100 * Math.exp(0.1501), 2)).toMatchObject({ isLarge: true, isInStreak: true });
    expect(sized(100 * Math.exp(0.1499), 1)).toMatchObject({ isLarge: false, isInStreak: false });
    expect(observed().pending).toMatchObject({ isLarge: null, isInStreak: false });
  });

  it('is in a spike or out of a dip where six hours and a day are known', () => {
    const entry = (bars: Scene['bars'], price = 108) => observed({ price }, () => {}, bars).pending.isInState;
    expect([entry(RISE), entry(RISE, 100), entry(null)]).toEqual([true, false, null]);
    expect([entry(barsOf(swing(174))), entry(barsOf(swing(192))), entry(barsOf(swing(193)))]).toEqual([
      null,
      null,
      true,
    ]);
    const exit = (bars: Scene['bars'], price = 92) =>
      observed({ before: HELD, price }, () => {}, bars).pending.isInState;
    expect([exit(FALL), exit(FALL, 100), exit(null)]).toEqual([true, false, null]);
    expect([exit(barsOf(swing(174))), exit(barsOf(swing(175)))]).toEqual([null, true]);
  });

  it('is an exit near the cost with the share of its hold that was, where all of it is known', () => {
    const closes = [...times(40, () => 100), 104, 104, 100, 104];
    const bars = barsOf(closes);
    const range = bars?.atr14 ?? Number.NaN;
    const exit = (price: number, more: WrittenDecision['before'] = {}, qty = 1, seen: Scene['bars'] = bars) =>
      observed({ price, qty, before: { ...HELD, openedTs: NOW - 4 * HOUR, ...more } }, () => {}, seen).pending
        .nearCost;
    expect(exit(100 + 0.24 * range)).toEqual({ isNear: true, expected: 0.25 });
    expect(exit(100 - 0.24 * range)).toEqual({ isNear: true, expected: 0.25 });
    expect(exit(100 + 0.26 * range)).toEqual({ isNear: false, expected: 0.25 });
    expect(exit(100, {}, 0.99)).toBeNull();
    expect(exit(100, { avgCost: null })).toBeNull();
    expect(exit(100, { openedTs: null })).toBeNull();
    expect(exit(100, { openedTs: NOW - HOUR })).toBeNull();
    expect(exit(100, {}, 1, null)).toBeNull();
    expect(exit(100, {}, 1, barsOf(closes.slice(-14)))).toBeNull();
    expect(
      observed({ kind: 'increase', side: 'buy', before: HELD }, () => {}, bars).pending.nearCost,
    ).toBeNull();
  });

  it('is a sale among the positions then open, by their last own prices', () => {
    const open =
      (...positions: [qty: number, cost: number | null, price: number][]): Remember =>
      (scene, state) => {
        state.open = [scene.key];
        positions.forEach(([qty, cost, price], i) => {
          const key = `linear|X${i}-USD|main`;
          Object.assign(positionState(state, key, 'USD', NOW), { qty, cost, price });
          state.open.push(key);
        });
      };
    const sold = (price: number, remember?: Remember, bars?: Scene['bars']) =>
      observed({ before: HELD, price }, remember, bars).pending.sale;
    expect(sold(101)).toEqual({ isGain: true, hasBars: false, expectedGains: 1, expectedLosses: 0 });
    expect(sold(99)).toEqual({ isGain: false, hasBars: false, expectedGains: 0, expectedLosses: 1 });
    expect(sold(101, undefined, FALL)).toMatchObject({ hasBars: true });
    expect(sold(100)).toBeNull();
    const others = open([1, 10, 11], [-1, 10, 11], [2, 10, 9], [1, 10, 10], [1, null, 10]);
    expect(sold(101, others)).toMatchObject({ isGain: true, expectedGains: 2 / 4, expectedLosses: 2 / 4 });
    expect(sold(99, open([1, 10, 11], [1, 10, 12]))).toMatchObject({
      expectedGains: 2 / 3,
      expectedLosses: 1 / 3,
    });
    expect(observed({ side: 'buy', kind: 'increase', before: HELD, price: 101 }).pending.sale).toBeNull();
  });
});
