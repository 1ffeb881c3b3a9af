import assert from 'node:assert/strict';
import { type Decimal, decimal, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import type { Episode } from './decision.ts';
import { episodePath } from './episodePath.ts';
import type { Fill, Instrument } from './fill.ts';
import { fillSequences } from './fillSequences.testkit.ts';
import { type LedgerSources, NO_SOURCES } from './ledger.ts';
import { replay } from './replay.ts';
import type { Move } from './transfer.ts';
import { account, BEGIN, MINUTE, text } from './writtenFills.testkit.ts';

interface Booked {
  episodes: Episode[];
  /** By fill, the episode that runs after it and the position. */
  after: Map<string, { episode: string | undefined; qty: Decimal }>;
  pathOf: (episode: Episode) => ReturnType<typeof episodePath<Fill>>;
}

function book(fills: readonly Fill[], moves: readonly Move[] = [], sources?: LedgerSources): Booked {
  const after: Booked['after'] = new Map();
  const result = replay(fills, {
    asides: moves,
    ...(sources ? { sources } : {}),
    onStep: ({ id }, { book: key }, ledger) => {
      const book = ledger.books.get(key);
      after.set(id, { episode: book?.episode?.id, qty: book?.position.qty ?? ZERO });
    },
  });
  const decisionOf = new Map(
    result.decisions.flatMap(({ id, fillIds }) => fillIds.map((fill) => [fill, id])),
  );
  return {
    episodes: [...result.episodes, ...result.openEpisodes],
    after,
    pathOf: (episode) =>
      episodePath(
        episode,
        fills.filter(({ id }) => episode.decisionIds.includes(decisionOf.get(id) ?? '')),
      ),
  };
}

/** Each episode as `fill: position` of its path. */
function paths(fills: readonly Fill[], moves: readonly Move[] = [], sources?: LedgerSources): string[][] {
  const { episodes, pathOf } = book(fills, moves, sources);
  return episodes.map((episode) =>
    pathOf(episode).map(({ fill: { id }, held }) => `${id}: ${text(held) ?? 'unknown'}`),
  );
}

describe('the path of an episode', () => {
  it('is what the ledger held after each of its fills, to the last digit', () => {
    const kinds: Instrument[][] = [['margin', 'linear'], ['inverse'], ['spot']];
    for (const instruments of kinds) {
      const property = fc.property(fillSequences({ instruments, maxLength: 20 }), (fills) => {
        const { episodes, after, pathOf } = book(fills);
        for (const episode of episodes) {
          // Sold without a known purchase: nothing was held.
          if (episode.closedAt !== null && episode.holdMs === null) continue;
          const path = pathOf(episode);
          assert.equal(path[0]?.fill.id, episode.id);
          assert.equal(path.at(-1)?.held === ZERO, episode.closedAt !== null);
          for (const { fill, held } of path) {
            const booked = after.get(fill.id);
            assert.equal(held, booked?.episode === episode.id ? booked.qty : ZERO);
          }
        }
      });
      fc.assert(property, { numRuns: runsOf(1_000), seed: 20_250_301 });
    }
  });

  it('takes the part of a reversal that belongs to it', () => {
    const fills = account('linear', [
      [0, 'buy 1 @ 100'],
      [60, 'sell 3 @ 90'],
      [120, 'buy 2 @ 80'],
    ]);
    expect(paths(fills)).toEqual([
      ['f0: 1', 'f1: 0'],
      ['f1: -2', 'f2: 0'],
    ]);
  });

  it('leaves out the fills of a reversing order that belong to the other side', () => {
    const order = { orderId: 'o1' };
    const fills = account('linear', [
      [0, 'buy 2 @ 100'],
      [60, 'sell 1 @ 90', order],
      [60, 'sell 1 @ 90', order],
      [60, 'sell 3 @ 90', order],
      [120, 'buy 3 @ 80'],
    ]);
    expect(paths(fills)).toEqual([
      ['f0: 2', 'f1: 1', 'f2: 0'],
      ['f3: -3', 'f4: 0'],
    ]);
  });

  it('is short of the fee that was taken in the coin', () => {
    const fills = account('spot', [
      [0, 'buy 1 @ 100', { fee: '0.001', feeAsset: 'BTC' }],
      [60, 'sell 0.5 @ 100'],
    ]);
    expect(paths(fills)).toEqual([['f0: 0.999', 'f1: 0.499']]);
  });

  it('begins where the venue says that the position stood', () => {
    const fills = account('linear', [
      [0, 'sell 1 @ 100', { start: '3' }],
      [60, 'sell 5 @ 90', { start: '2' }],
      [120, 'buy 1 @ 80', { start: '-3' }],
    ]);
    expect(paths(fills)).toEqual([
      ['f0: 2', 'f1: 0'],
      ['f1: -3', 'f2: -2'],
    ]);
  });

  it('follows a jump that the venue tells', () => {
    const fills = account('linear', [
      [0, 'buy 1 @ 100', { start: '0' }],
      [60, 'buy 1 @ 100', { start: '5' }],
      [120, 'sell 6 @ 100', { start: '6' }],
    ]);
    expect(paths(fills)).toEqual([['f0: 1', 'f1: 6', 'f2: 0']]);
  });

  it('is unknown where coins came or went beside the fills', () => {
    const moved: Move = {
      ...{ id: 'm1', from: 'other', to: 'main', asset: 'BTC' },
      ...{ sent: decimal('1'), received: decimal('1'), ts: BEGIN + 30 * MINUTE },
    };
    const fills = account('spot', [
      [0, 'buy 1 @ 100', { account: 'other' }],
      [10, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [120, 'sell 1 @ 100'],
    ]);
    expect(paths(fills, [moved]).at(-1)).toEqual(['f1: unknown', 'f2: unknown', 'f3: unknown']);
    const spent = account('spot', [
      [0, 'buy 1 @ 300', { symbol: 'BNB-USD' }],
      [10, 'buy 1 @ 100', { fee: '0.1', feeAsset: 'BNB' }],
      [60, 'sell 0.9 @ 300', { symbol: 'BNB-USD' }],
    ]);
    const rateAt = () => ({ rate: decimal('300'), quality: 'own' }) as const;
    expect(paths(spent, [], { ...NO_SOURCES, rateAt })[0]).toEqual(['f0: unknown', 'f2: unknown']);
  });
});
