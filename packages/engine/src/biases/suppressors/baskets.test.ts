import { describe, expect, it } from 'vitest';
import type { ScorerState } from '../state.ts';
import { positionState } from '../state.ts';
import { HOUR, MINUTE, NOW, times, type WrittenDecision, writtenScene } from '../writtenScene.testkit.ts';
import { hedge } from './hedge.ts';
import { rebalancing } from './rebalancing.ts';

const OWN = 'spot|BTC-USD|main';
const PERPETUAL = 'linear|BTC-USDT|main';

describe('a hedge', () => {
  /** Asked of a buy of 1 after these other starts, oldest first. */
  const score = (...starts: Partial<ScorerState['recent'][number]>[]) =>
    hedge(
      writtenScene({}, (_, { recent }) => {
        const leg = { ts: NOW - MINUTE, key: PERPETUAL, base: 'BTC', sign: -1, moved: 1 };
        for (const start of starts) recent.push({ ...leg, ...start });
      }),
    );

  it.each<[string, Partial<ScorerState['recent'][number]>, number]>([
    ['is the other way in another market of the coin', {}, 1],
    ['is within five minutes', { ts: NOW - 300_000 }, 1],
    ['is no later', { ts: NOW - 300_001 }, 0],
    ['is none of another coin', { base: 'ETH' }, 0],
    ['is none in the same market', { key: OWN }, 0],
    ['is none the same way', { sign: 1 }, 0],
    ['may leave less than a fifth of this leg', { moved: 0.81 }, 1],
    ['may not leave more of this leg', { moved: 0.79 }, 0],
    ['may leave less than a fifth of the other leg', { moved: 1.24 }, 1],
    ['may not leave more of the other leg', { moved: 1.26 }, 0],
    ['is told by its direction while its size is not known', { moved: null }, 1],
  ])('%s', (_, start, expected) => {
    expect(score(start)).toBe(expected);
  });

  it('is found among other starts', () => {
    expect(score()).toBe(0);
    expect(score({}, { base: 'ETH' }, { moved: 9 })).toBe(1);
    expect(score({ ts: NOW - 400_000 }, { moved: 9 })).toBe(0);
  });
});

describe('rebalancing on schedule', () => {
  /** Baskets that begin so many hours before this decision, with so many decisions a minute apart. */
  const score = (hours: readonly number[], size: number, ms = MINUTE) =>
    rebalancing(
      writtenScene({}, (_, { starts }) => {
        for (const before of hours)
          for (let i = 0; i < size; i += 1) starts.push(NOW - before * HOUR + i * ms);
      }),
    );

  it.each<[string, number[], number, number]>([
    ['is three equal gaps between baskets of two', [72, 48, 24], 2, 1],
    ['is not two gaps', [48, 24], 2, 0],
    ['has more than one decision in a basket', [72, 48, 24], 1, 0],
    ['has gaps that vary by a quarter', [96, 66, 48, 18], 2, 1],
    ['has no gaps that vary by more', [97, 66, 48, 17], 2, 0],
    ['is none without a start before', [], 2, 0],
  ])('%s', (_, hours, size, expected) => {
    expect(score(hours, size)).toBe(expected);
  });

  it('has baskets whose decisions are at most half an hour apart', () => {
    expect(score([72, 48, 24], 3, 30 * MINUTE)).toBe(1);
    expect(score([72, 48, 24], 3, 31 * MINUTE)).toBe(0);
  });
});

describe('a basket', () => {
  const SALE: WrittenDecision = { qty: 0.5, price: 200, before: { qty: 2, avgCost: 100, openedTs: 0 } };
  const OTHER = 'spot|ETH-USD|main';

  /** A sale of 0.5 at 200 out of 2, beside 200 in another coin; both were halves of the account before. */
  const score = (change: (state: ScorerState) => void = () => {}, decision: WrittenDecision = {}) =>
    rebalancing(
      writtenScene({ ...SALE, ...decision }, ({ position }, state) => {
        position.target = { weight: 0.5, days: 9 };
        const other = positionState(state, OTHER, 'USD', NOW);
        Object.assign(other, { qty: 2, price: 100, target: { weight: 0.5, days: 9 } });
        state.open = [OWN, OTHER];
        state.recent = times(2, (i) => {
          return {
            ts: NOW - 30 * MINUTE,
            key: `spot|A${i}-USD|main`,
            base: `A${i}`,
            sign: 1 - 2 * i,
            moved: null,
          };
        });
        change(state);
      }),
    );
  const edit = (index: number, more: Partial<ScorerState['recent'][number]>) => (state: ScorerState) => {
    const start = state.recent[index];
    if (start) Object.assign(start, more);
  };
  const other = (more: object) => (state: ScorerState) => {
    Object.assign(state.positions[OTHER] ?? {}, more);
  };

  it.each<[string, ((state: ScorerState) => void) | undefined, WrittenDecision, number]>([
    ['brings the weights nearer to what they were', undefined, {}, 1],
    ['is of three markets, this one among them', edit(0, { key: OWN }), {}, 0],
    ['is within half an hour', edit(0, { ts: NOW - 30 * MINUTE - 1 }), {}, 0],
    ['is both ways, this one among them', edit(0, { sign: -1 }), {}, 0],
    ['is both ways by this one', edit(1, { sign: 1 }), {}, 1],
    ['does not bring them further away', undefined, { side: 'buy', kind: 'increase' }, 0],
    ['does not go as far beyond', undefined, { qty: 1.4 }, 1],
    ['does not go further beyond', undefined, { qty: 1.6 }, 0],
    ['does not go all the way out', undefined, { qty: 2 }, 0],
    ['does not count what is held in another asset', other({ quote: 'EUR' }), {}, 0],
    ['counts the other side of a contract by its size', other({ qty: -2 }), {}, 1],
    ['does not count a position that is not open', (state) => (state.open = [OWN]), {}, 0],
    ['leaves no spot position below nothing', undefined, { qty: 9 }, 0],
  ])('%s', (_, change, decision, expected) => {
    expect(score(change, decision)).toBe(expected);
  });

  it('has no weights where nothing is held', () => {
    expect(score(other({ qty: 0 }), { before: {}, side: 'buy', kind: 'open' })).toBe(0);
  });
});
