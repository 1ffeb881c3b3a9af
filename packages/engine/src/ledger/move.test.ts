import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import { applyAside } from './aside.ts';
import { loadLedger, saveLedger } from './checkpoint.ts';
import type { Fill } from './fill.ts';
import { fillSequences } from './fillSequences.testkit.ts';
import { NO_SOURCES } from './ledger.ts';
import type { LotMethod } from './lots.ts';
import { type Replay, replay } from './replay.ts';
import type { Move } from './transfer.ts';
import { account, BEGIN, MINUTE, text } from './writtenFills.testkit.ts';

const elsewhere = { account: 'other' };

function move(minute: number, sent: string, received = sent, change: Partial<Move> = {}): Move {
  return {
    ...{ id: `m${minute}`, from: 'main', to: 'other', asset: 'BTC', ts: BEGIN + minute * MINUTE },
    ...{ sent: decimal(sent), received: decimal(received) },
    ...change,
  };
}

function bookOf({ ledger }: Replay, name: string) {
  const book = [...ledger.books.values()].find((candidate) => candidate.account === name);
  if (!book) throw new Error(`no book of ${name}`);
  return book;
}

describe('a move between own accounts', () => {
  it('takes cost and time of purchase along: the sale there has the result of the purchase here', () => {
    const fills = account('spot', [
      [0, 'buy 2 @ 100'],
      [60, 'sell 2 @ 130', elsewhere],
    ]);
    const { episodes, openEpisodes, unexplained } = replay(fills, { asides: [move(30, '2')] });
    expect(openEpisodes).toEqual([]);
    expect(unexplained).toEqual([]);
    expect(episodes).toMatchObject([
      {
        ...{ account: 'other', openedAt: BEGIN, holdMs: 60 * MINUTE, decisionIds: ['f0', 'f1'] },
        ...{ realisedPnl: decimal('60'), entryPrice: decimal('100') },
      },
    ]);
  });

  it('realises nothing, and the network fee stays in the cost of what arrived', () => {
    const fills = account('spot', [[0, 'buy 2 @ 100']]);
    const result = replay(fills, { asides: [move(30, '2', '1.9')] });
    const [from, to] = [bookOf(result, 'main'), bookOf(result, 'other')];
    expect([from.position.qty, from.totals.realised, to.totals.realised]).toEqual([ZERO, ZERO, ZERO]);
    expect([text(to.position.qty), text(to.position.basis)]).toEqual(['1.9', '200']);
    expect(result.episodes).toEqual([]);
    expect(result.openEpisodes).toMatchObject([{ id: 'f0', account: 'other' }]);
  });

  it('of a part leaves the rest with its cost, and both are sold at their own result', () => {
    const fills = account('spot', [
      [0, 'buy 4 @ 100'],
      [60, 'sell 1 @ 120', elsewhere],
      [61, 'sell 3 @ 110'],
    ]);
    const { episodes } = replay(fills, { asides: [move(30, '1')] });
    expect(episodes.map((episode) => [episode.account, text(episode.realisedPnl)])).toEqual([
      ['other', '20'],
      ['main', '30'],
    ]);
  });

  it('of coins that were sold in part before ends that episode with the result of its sales', () => {
    const fills = account('spot', [
      [0, 'buy 2 @ 100'],
      [10, 'sell 1 @ 150'],
      [60, 'sell 1 @ 160', elsewhere],
    ]);
    const { episodes } = replay(fills, { asides: [move(30, '1')] });
    expect(episodes.map((episode) => [episode.account, text(episode.realisedPnl)])).toEqual([
      ['main', '50'],
      ['other', '60'],
    ]);
  });

  it('into a running position joins it, and the episode that it left has no result of its own', () => {
    const fills = account('spot', [
      [0, 'buy 1 @ 100'],
      [1, 'buy 1 @ 200', elsewhere],
      [60, 'sell 2 @ 200', elsewhere],
    ]);
    const { episodes } = replay(fills, { asides: [move(30, '1')] });
    expect(episodes.map((episode) => [episode.account, text(episode.realisedPnl)])).toEqual([
      ['main', null],
      ['other', '100'],
    ]);
  });

  it('of more than was known to be held leaves the rest of unknown cost', () => {
    const fills = account('spot', [
      [0, 'buy 1 @ 100'],
      [60, 'sell 3 @ 120', elsewhere],
    ]);
    const { episodes, unexplained } = replay(fills, { asides: [move(30, '3')] });
    expect(unexplained).toMatchObject([
      { account: 'other', reason: 'sold_beyond_holding', qty: decimal('2') },
    ]);
    expect(episodes.map(({ realisedPnl }) => text(realisedPnl))).toEqual(['20', null]);
  });

  it.each<[LotMethod, string]>([
    ['fifo', '100'],
    ['lifo', '300'],
    ['hifo', '300'],
  ])('keeps the lots in their order: %s sells the one of cost %s first', (lotMethod, cost) => {
    const fills = account('spot', [
      [0, 'buy 1 @ 100'],
      [1, 'buy 1 @ 300', elsewhere],
      [60, 'sell 1 @ 400', elsewhere],
    ]);
    const result = replay(fills, { asides: [move(30, '1')], lotMethod });
    expect(text(bookOf(result, 'other').totals.realisedByLots)).toBe(String(400 - Number(cost)));
  });

  it('goes on from a checkpoint as in one run, and an older one is refused', () => {
    const fills = account('spot', [[0, 'buy 2 @ 100']]);
    const { ledger } = replay(fills, { asides: [move(30, '1')] });
    const loaded = loadLedger(saveLedger(ledger));
    if (!loaded) throw new Error('no ledger');
    applyAside(loaded, move(40, '1'), NO_SOURCES);
    const whole = replay(fills, { asides: [move(30, '1'), move(40, '1')] });
    expect(saveLedger(loaded)).toBe(saveLedger(whole.ledger));
    expect(() => applyAside(loaded, move(35, '1'), NO_SOURCES)).toThrow(RangeError);
  });

  it('creates and destroys no cost: what is realised and held is what was paid, over all accounts', () => {
    const histories = fillSequences({ instruments: ['spot'], fees: false, maxLength: 20 });
    const draws = fc.array(fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 50_000 }), fc.boolean()), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(histories, draws, (drawn, moves) => {
        const fills = drawn.map((fill, index): Fill => ({ ...fill, account: index % 3 ? 'main' : 'other' }));
        const asides = moves.map(([place, size, isBack], index) => {
          const { ts = 0, symbol = '' } = fills[place % fills.length] ?? {};
          const amount = decimal(String(size / 10_000));
          const way = isBack ? { from: 'other', to: 'main' } : { from: 'main', to: 'other' };
          const asset = symbol.slice(0, 3);
          return { id: `m${index}`, ...way, asset, sent: amount, received: amount, ts };
        });
        for (const lotMethod of ['fifo', 'lifo', 'hifo'] as const) {
          const { ledger } = replay(fills, { asides, lotMethod });
          for (const { position, totals, lots } of ledger.books.values()) {
            if (position.known && totals.unknownCostQty === ZERO)
              expect(totals.cash + position.basis).toBe(totals.realised);
            expect((lots ?? []).reduce((sum, { qty }) => sum + qty, ZERO)).toBe(position.qty);
          }
          const held = (of: Replay['ledger']) =>
            [...of.books.values()].reduce((sum, { position }) => sum + position.basis, ZERO);
          const sold = (of: Replay['ledger']) =>
            [...of.books.values()].reduce(
              (sum, { totals }) => sum + totals.cash - totals.unknownProceeds,
              ZERO,
            );
          const realised = [...ledger.books.values()].reduce(
            (sum, { totals }) => sum + totals.realised,
            ZERO,
          );
          expect(sold(ledger) + held(ledger)).toBe(realised);
        }
      }),
      { numRuns: runsOf(500), seed: 20_261_129 },
    );
  });
});
