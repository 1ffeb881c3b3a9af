import { describe, expect, it } from 'vitest';
import type { PositionState, ScorerState } from '../state.ts';
import { pushValue } from '../trailingWindow.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  NOW,
  times,
  type WrittenDecision,
  writtenScene,
} from '../writtenScene.testkit.ts';
import { bot } from './bot.ts';
import { gridBot } from './gridBot.ts';
import { marketMaker } from './marketMaker.ts';
import { scheduledDca } from './scheduledDca.ts';

/** Earlier buys before this one: the gaps lead up to it, oldest first. */
function plan(gaps: readonly number[], sizes: readonly number[], decision: WrittenDecision = {}): number {
  const now = decision.ts ?? NOW;
  const scene = writtenScene(decision, ({ position }) => {
    let ts = now - gaps.reduce((sum, gap) => sum + gap, 0);
    gaps.forEach((gap, i) => {
      position.buys.push([ts, sizes[i] ?? 100]);
      ts += gap;
    });
  });
  return scheduledDca(scene);
}

const WEEKS = times(4, () => 7 * DAY);
const UNEVEN = [DAY, 5 * DAY, 2 * DAY, 9 * DAY];

describe('a plan', () => {
  it.each<[string, number[], number[], WrittenDecision, number]>([
    ['is equal buys in equal gaps', WEEKS, [], {}, 1],
    ['is no sale', WEEKS, [], { side: 'sell' }, 0],
    ['is five buys, not four', WEEKS.slice(1), [], {}, 0],
    ['has sizes that vary by 14 %', WEEKS, [120, 80, 100, 110], {}, 1],
    ['has no sizes that vary by 18 %', WEEKS, [120, 80, 120, 80], {}, 0],
    ['has this size too', WEEKS, [], { price: 150 }, 0],
    ['has gaps that vary by a quarter', [3 * DAY, 5 * DAY, 3 * DAY, 5 * DAY], [], {}, 1],
    [
      'has gaps that do not vary by more, at any hour',
      [70 * HOUR, 127 * HOUR, 66 * HOUR, 123 * HOUR],
      [],
      {},
      0,
    ],
    ['has one time of the day in any gaps', UNEVEN, [], {}, 1],
    [
      'has about one time of the day',
      UNEVEN.map((gap, i) => gap + 30 * MINUTE * (1 - 2 * (i % 2))),
      [],
      {},
      1,
    ],
    ['has not any time of the day', UNEVEN.map((gap, i) => gap + 5 * HOUR * (i + 1)), [], {}, 0],
    ['is not several on one day', [MINUTE, 50 * MINUTE, 2 * MINUTE, 9 * DAY], [], { ts: NOW + 5 * HOUR }, 0],
  ])('%s', (_, gaps, sizes, decision, score) => {
    expect(plan(gaps, sizes, decision)).toBe(score);
  });

  it.each([
    [1.9, 1],
    [1.95, 0],
  ])('with two buys %f h early and two late has one time of the day: %i', (hours, score) => {
    // Rayleigh's R of two before, two after and one at the hour.
    expect((1 + 4 * Math.cos((2 * Math.PI * hours) / 24)) / 5 >= 0.9).toBe(score === 1);
    const away = [hours, -hours, hours, -hours, 0].map((each) => Math.round(each * HOUR));
    const begins = [0, 2, 6, 8, 17].map((day, i) => day * DAY + (away[i] ?? 0));
    const gaps = begins.slice(1).map((begin, i) => begin - (begins[i] ?? 0));
    for (const hour of [0, 5, 10, 15, 20]) expect(plan(gaps, [], { ts: NOW + hour * HOUR })).toBe(score);
  });
});

/** Levels 1 % apart, up and down between neighbours. */
function grid(change: (trades: PositionState['trades']) => void): number {
  const trades = times(20, (i): [number, number, number] => [
    i % 2 ? -1 : 1,
    0.01 * ((i >> 1) + (i % 2)),
    Math.log(500),
  ]);
  change(trades);
  return gridBot(writtenScene({}, ({ position }) => (position.trades = trades)));
}

const put = (index: number, place: 0 | 1 | 2, value: number) => (trades: PositionState['trades']) => {
  const trade = trades[index];
  if (trade) trade[place] = value;
};
const sellFirst = (count: number) => (trades: PositionState['trades']) => {
  for (let i = 0; i < count; i += 1) put(i, 0, -1)(trades);
};
const levelled = (trades: PositionState['trades']) => {
  for (let i = 0; i < trades.length; i += 1) put(i, 1, 0)(trades);
};

describe('a grid', () => {
  it.each<[string, (trades: PositionState['trades']) => void, number]>([
    ['turns in equal sizes between equal levels', () => {}, 1],
    ['has twenty trades', (trades) => trades.pop(), 0],
    ['turns 14 of 19 times', sellFirst(6), 1],
    ['does not turn 12 of 19 times', sellFirst(8), 0],
    ['has sizes that vary by 9 %', put(3, 2, Math.log(700)), 1],
    ['has no sizes that vary by 13 %', put(3, 2, Math.log(800)), 0],
    ['has no first size far from the others', put(0, 2, Math.log(800)), 0],
    ['has a last level at one and a half steps', put(19, 1, 0.105), 1],
    ['has no last level at four steps', put(19, 1, 0.13), 0],
    ['has one level where prices differ by less than a hundredth of a per cent', put(19, 1, 0.09009), 1],
    ['has two levels where they differ by more', put(19, 1, 0.0905), 0],
    ['has more than one level', levelled, 0],
  ])('%s', (_, change, score) => {
    expect(grid(change)).toBe(score);
  });

  it('is the same in any order of its trades', () => {
    expect(grid((trades) => trades.reverse())).toBe(1);
  });
});

describe('a market maker', () => {
  it.each<[number, number, number[], number, number]>([
    [20, 59_999, [100], 0, 1],
    [19, 59_999, [100], 0, 0],
    [20, 60_000, [100], 0, 0],
    [20, 59_999, [99], 0, 0],
    [20, 59_999, [], 100, 1],
    [20, 59_999, [], 99, 0],
    [20, 59_999, [500, 100, 3], 5, 1],
    [20, 59_999, [500, 99, 3], 5, 0],
    [20, 59_999, [3, 500, 3], 5, 0],
    [20, 59_999, [3, 100], 5, 1],
    [20, 59_999, [20, 100, 3], 5, 0],
  ])('with %i holds of %i ms, days of %j and %i today: %i', (holds, holdMs, perDay, today, score) => {
    const scene = writtenScene({}, (_, { exits, days }) => {
      for (let i = 0; i < holds; i += 1) pushValue(exits.holds, holdMs);
      days.history = perDay.map((count, day) => [day, 1, count, null]);
      days.decisions = today;
    });
    expect(marketMaker(scene)).toBe(score);
  });
});

describe('a clockwork', () => {
  it.each<[string, number, number, [odd: number, by: number], WrittenDecision, number]>([
    ['ticks every two minutes', 120_000, 19, [0, 0], {}, 1],
    ['does not tick faster', 119_999, 19, [0, 0], {}, 0],
    ['ticks nineteen times', 120_000, 18, [0, 0], {}, 0],
    ['is no person by their own word', 120_000, 19, [0, 0], { byPerson: true }, 0],
    ['may be off by a second four times in twenty', 600_000, 20, [4, 1_000], {}, 1],
    ['may be off by far four times in twenty', 600_000, 20, [4, 90_000], {}, 1],
    ['may not five times', 600_000, 20, [5, 1_000], {}, 0],
    ['may be off by less than a second', 600_000, 20, [5, 999], {}, 1],
    ['may not be early five times', 600_000, 20, [5, -1_000], {}, 0],
    ['may be early by less than a second', 600_000, 20, [5, -999], {}, 1],
    ['has one pace', 600_000, 20, [10, 2_500], {}, 0],
  ])('%s', (_, gapMs, count, [odd, by], decision, score) => {
    const scene = writtenScene(decision, (__, state) => {
      for (let i = 0, ts = NOW; i < count; i += 1) {
        ts -= gapMs + (i < odd ? by : 0);
        state.starts.unshift(ts);
      }
    });
    expect(bot(scene)).toBe(score);
  });
});

describe('round the clock', () => {
  const score = (decisions: number, hours: number) =>
    bot(
      writtenScene({}, (_, state: ScorerState) => {
        state.decisions = decisions;
        state.hours = times(24, (hour) => (hour < hours ? decisions / hours : 0));
      }),
    );

  it.each([
    [100, 24, 1],
    [99, 24, 0],
    [120, 22, 1],
    [120, 16, 0],
  ])('%i decisions in %i hours are those of a machine: %i', (decisions, hours, expected) => {
    expect(score(decisions, hours)).toBe(expected);
  });

  it('rises from nine tenths to nineteen twentieths of the full entropy', () => {
    expect(score(180, 18)).toBeCloseTo((Math.log(18) / Math.log(24) - 0.9) / 0.05, 9);
  });
});
