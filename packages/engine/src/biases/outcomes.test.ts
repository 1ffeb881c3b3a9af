import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { Episode } from '../ledger/decision.ts';
import { countReentry, learnOutcomes, lnReentryRisk, rememberClose } from './outcomes.ts';
import { type ClosedEpisode, initialState, positionState } from './state.ts';
import { HELD, HOUR, NOW, writtenScene } from './writtenScene.testkit.ts';

const KEY = 'spot|BTC-USD|main';

/** What waits of an episode in the memory when a decision has closed it. */
function waiting(more: Partial<Episode> = {}): ClosedEpisode | undefined {
  const episode: Episode = {
    ...{ id: 'e', account: 'main', symbol: 'BTC-USD', instrument: 'spot', side: 'long', asset: 'USD' },
    ...{ openedAt: NOW - HOUR, closedAt: NOW, decisionIds: [], qtyMax: decimal('2'), fees: [] },
    ...{ entryPrice: decimal('100'), exitPrice: decimal('110'), realisedPnl: decimal('19') },
    ...{ realisedPnlGross: decimal('20'), mae: null, mfe: null, holdMs: HOUR },
    ...more,
  };
  const outcome = { closedQty: decimal('2'), realisedPnl: decimal('19'), closedEpisode: episode };
  const scene = writtenScene({ kind: 'close', before: HELD, outcome });
  rememberClose(scene);
  return scene.state.closing[0];
}

describe('a closed episode', () => {
  it('waits with its result, its gain in its direction and its hold', () => {
    expect(waiting()).toEqual({
      ...{ closedAt: NOW, key: KEY, symbol: 'BTC-USD', quote: 'USD', pnl: 19, holdMs: HOUR },
      gain: expect.closeTo(0.1, 9),
    });
    expect(waiting({ side: 'short' })?.gain).toBeCloseTo(-0.1, 9);
  });

  it('has no result and no gain without an own entry, and no gain without an exit', () => {
    expect(waiting({ entryPrice: null })).toMatchObject({ pnl: null, gain: null });
    expect(waiting({ entryPrice: 0n })).toMatchObject({ pnl: 19, gain: null });
    expect(waiting({ exitPrice: null })).toMatchObject({ pnl: 19, gain: null });
    expect(waiting({ realisedPnl: null })).toMatchObject({ pnl: null, gain: expect.closeTo(0.1, 9) });
  });

  it('is none while it is open', () => {
    expect(waiting({ closedAt: null })).toBeUndefined();
    const scene = writtenScene({ before: HELD });
    rememberClose(scene);
    expect(scene.state.closing).toEqual([]);
  });
});

/** The memory after these episodes, asked so long after now. */
function learned(episodes: readonly Partial<ClosedEpisode>[], laterMs = 0) {
  const state = initialState();
  state.closing = episodes.map((more) => ({
    ...{ closedAt: NOW, key: KEY, symbol: 'BTC-USD', quote: 'USD', pnl: 5, gain: 0.05, holdMs: HOUR },
    ...more,
  }));
  positionState(state, KEY, 'USD', NOW);
  learnOutcomes(state, NOW + laterMs);
  return state;
}

const LOSS = { pnl: -7, gain: -0.07, holdMs: 2 * HOUR };

describe('an outcome', () => {
  it('counts from its closing fill on, in the order of time', () => {
    const state = learned([{ closedAt: NOW + 1 }, { ...LOSS, closedAt: NOW }, { closedAt: NOW - 1 }]);
    expect(state.closing.map(({ closedAt }) => closedAt)).toEqual([NOW + 1]);
    expect(state.exits).toMatchObject({ wins: 1, losses: 1, last: { ts: NOW, sign: -1 } });
    expect(state.exits.streak).toEqual({ sign: -1, length: 1 });
  });

  it('of a loss is the last one, here and at all', () => {
    const state = learned([LOSS]);
    expect(state.exits.lastLoss).toEqual({ ts: NOW, symbol: 'BTC-USD', quote: 'USD', amount: 7 });
    expect(state.quotes['USD']?.losses.values).toEqual([7]);
    expect(state.positions[KEY]?.lastLossTs).toBe(NOW);
    expect(state.exits.losingHolds.values).toEqual([2 * HOUR]);
    expect(state.exits.losingReturns.values).toEqual([-0.07]);
    expect([state.exits.winningHolds.values, state.exits.winningReturns.values]).toEqual([[], []]);
  });

  it('of a gain is no loss', () => {
    const { exits, positions } = learned([{}]);
    expect([exits.lastLoss, positions[KEY]?.lastLossTs, exits.losses]).toEqual([null, null, 0]);
    expect([exits.winningHolds.values, exits.winningReturns.values]).toEqual([[HOUR], [0.05]]);
    expect(exits.losingHolds.values).toEqual([]);
  });

  it('of nothing, or unknown, leaves its hold alone', () => {
    for (const pnl of [0, null]) {
      const { exits } = learned([{ pnl }]);
      expect([exits.holds.values, exits.last, exits.wins, exits.losses]).toEqual([[HOUR], null, 0, 0]);
    }
    const { exits } = learned([{ holdMs: null, gain: null }]);
    expect([exits.holds.values, exits.winningHolds.values, exits.winningReturns.values]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('makes a run with others of its kind', () => {
    const { exits } = learned([{}, LOSS, LOSS, LOSS].map((one, i) => ({ ...one, closedAt: NOW - 9 + i })));
    expect(exits.streak).toEqual({ sign: -1, length: 3 });
  });
});

describe('the time after an exit', () => {
  it('counts up to four hours, by its outcome', () => {
    expect(learned([LOSS], HOUR).exits.reentry).toMatchObject({ exposureIn: HOUR, exposureOut: 0 });
    expect(learned([{}], 9 * HOUR).exits.reentry).toMatchObject({ exposureIn: 0, exposureOut: 4 * HOUR });
    const state = learned([LOSS], HOUR);
    learnOutcomes(state, NOW + 3 * HOUR);
    learnOutcomes(state, NOW + 9 * HOUR);
    learnOutcomes(state, NOW + 10 * HOUR);
    expect(state.exits.reentry.exposureIn).toBe(4 * HOUR);
  });

  it('ends with the next exit', () => {
    const { exits } = learned([LOSS, { closedAt: NOW + HOUR }], 3 * HOUR);
    expect(exits.reentry).toMatchObject({ exposureIn: HOUR, exposureOut: 2 * HOUR });
  });

  it('has entries up to four hours after it', () => {
    const after = (sign: number, ms: number) => {
      const { exits } = initialState();
      exits.last = { ts: NOW, sign };
      countReentry(exits, NOW + ms);
      return [exits.reentry.eventsIn, exits.reentry.eventsOut];
    };
    expect([after(-1, 4 * HOUR), after(-1, 4 * HOUR + 1), after(1, 5)]).toEqual([
      [1, 0],
      [0, 0],
      [0, 1],
    ]);
    const { exits } = initialState();
    countReentry(exits, NOW);
    expect(exits.reentry).toMatchObject({ eventsIn: 0, eventsOut: 0 });
  });

  it('has a relative risk against the pace after wins, which begins as that of the whole history', () => {
    const state = initialState();
    expect(lnReentryRisk(state)).toBe(0);
    state.entries = { count: 99, since: NOW };
    state.exits.countedTo = NOW + 49 * HOUR;
    state.exits.reentry = { eventsIn: 6, exposureIn: 8 * HOUR, eventsOut: 4, exposureOut: 6 * HOUR };
    const usual = (4 + 20) / (6 + 20 / (100 / 50));
    expect(lnReentryRisk(state)).toBeCloseTo(Math.log((6 + 3) / (usual * 8 + 3)), 9);
  });
});
