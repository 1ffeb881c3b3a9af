import { decimal, ONE } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { foldedAccount } from '../fold/foldedAccount.testkit.ts';
import { replay } from './replay.ts';
import { account, BEGIN, decisionAt, episodeAt, MINUTE, text } from './writtenFills.testkit.ts';

describe('decisions', () => {
  it('join fills of one side up to 60 s apart, and end at an opposite fill', () => {
    const result = replay(
      account('margin', [
        [0, 'buy 1 @ 100'],
        [1, 'buy 1 @ 110'],
        [2.001, 'buy 1 @ 120'],
        [2.5, 'sell 1 @ 120'],
        [2.9, 'buy 1 @ 120'],
      ]),
    );
    expect(result.decisions.map((decision) => decision.fillIds)).toEqual([
      ['f0', 'f1'],
      ['f2'],
      ['f3'],
      ['f4'],
    ]);
    expect(text(decisionAt(result, 0).vwap)).toBe('105');
    expect(result.decisions.map((decision) => decision.kind)).toEqual([
      'open',
      'increase',
      'reduce',
      'increase',
    ]);
  });

  it('follow the order id where both fills name one, whatever the time', () => {
    const result = replay(
      account('margin', [
        [0, 'buy 1 @ 100', { orderId: 'a' }],
        [0, 'buy 1 @ 100', { orderId: 'b' }],
        [600, 'buy 1 @ 100', { orderId: 'b', orderType: 'limit' }],
      ]),
    );
    expect(result.decisions.map((decision) => decision.fillIds)).toEqual([['f0'], ['f1', 'f2']]);
    expect(decisionAt(result, 1).orderType).toBe('limit');
  });

  it('see the position as it stood before their first fill', () => {
    const result = replay(
      account('margin', [
        [0, 'buy 2 @ 100', { fee: '2' }],
        [10, 'buy 2 @ 90'],
        [10.5, 'buy 1 @ 80'],
        [20, 'sell 4 @ 95'],
        [30, 'buy 1 @ 70'],
      ]),
    );
    const { before } = decisionAt(result, 1);
    expect([text(before.qty), text(before.avgCost), before.openedTs, before.adds]).toEqual([
      '2',
      '101',
      BEGIN,
      0,
    ]);
    const later = decisionAt(result, 3).before;
    expect([text(later.qtyMax), later.adds, text(later.lastEntryNotional)]).toEqual(['5', 1, '260']);
  });

  it('split at zero: a flip closes one episode and opens the next at the same price', () => {
    const result = replay(
      account('linear', [
        [0, 'buy 2 @ 100', { fee: '1' }],
        [10, 'sell 5 @ 110', { fee: '5' }],
        [20, 'buy 3 @ 100'],
      ]),
    );
    const flip = decisionAt(result, 1);
    expect([flip.kind, flip.episodeId, text(flip.outcome.closedQty)]).toEqual(['flip', 'f0', '2']);
    expect(text(flip.outcome.realisedPnl)).toBe('17');
    expect(flip.outcome.closedEpisode?.id).toBe('f0');
    const short = episodeAt(result, 1);
    expect([short.id, short.side, text(short.entryPrice), text(short.realisedPnl)]).toEqual([
      'f1',
      'short',
      '110',
      '27',
    ]);
    expect(short.fees).toEqual([{ asset: 'USD', amount: decimal('3') }]);
    expect(short.holdMs).toBe(10 * MINUTE);
  });
});

describe('unknown cost', () => {
  it('a spot sale beyond the holding closes at unknown cost and opens nothing', () => {
    const result = foldedAccount(
      account('spot', [
        [0, 'buy 2 @ 100'],
        [10, 'sell 3 @ 110'],
        [10.1, 'sell 1 @ 120'],
        [20, 'buy 1 @ 90'],
      ]),
    );
    const symbol = result.bySymbol[0];
    expect([text(symbol?.position), text(symbol?.realisedPnl)]).toEqual(['1', '20']);
    expect([text(symbol?.unknownCostQty), text(symbol?.unknownProceeds)]).toEqual(['2', '230']);
    expect(decisionAt(result, 1).outcome.realisedPnl).toBeNull();
    expect(result.episodes.map((episode) => [episode.id, text(episode.realisedPnl)])).toEqual([
      ['f0', '20'],
      ['f1', null],
    ]);
    expect(text(episodeAt(result, 1).qtyMax)).toBe('2');
    expect(result.unexplained.map((line) => [line.reason, text(line.qty)])).toEqual([
      ['sold_beyond_holding', '1'],
      ['sold_beyond_holding', '1'],
    ]);
    expect(result.byAsset[0]).toMatchObject({ episodes: 2, knownEpisodes: 1, winRate: 1 });
  });

  it('sales beyond the holding in two decisions are two episodes', () => {
    const result = replay(
      account('spot', [
        [0, 'sell 1 @ 100'],
        [10, 'sell 1 @ 100'],
      ]),
    );
    expect(result.episodes.map((episode) => [episode.id, text(episode.qtyMax)])).toEqual([
      ['f0', '1'],
      ['f1', '1'],
    ]);
  });

  it('dust of unknown cost is carried at the price of its day, and what follows is known', () => {
    const [book] = replay(
      account('linear', [
        [0, 'sell 9.999999 @ 50', { start: '10' }],
        [10, 'buy 1 @ 100', { start: '0.000001' }],
      ]),
    ).ledger.books.values();
    expect([text(book?.position.qty), text(book?.position.basis)]).toEqual(['1.000001', '100.00005']);
    expect(book?.position.known).toBe(true);
  });

  it('lasts from a first start position above zero until the position is flat', () => {
    const result = replay(
      account('linear', [
        [0, 'sell 2 @ 100', { start: '5' }],
        [10, 'sell 4 @ 100', { start: '3' }],
        [20, 'buy 1 @ 90', { start: '-1' }],
      ]),
    );
    expect(result.unexplained.map((line) => [line.reason, text(line.qty)])).toEqual([['held_before', '5']]);
    expect(result.episodes.map((episode) => [episode.id, episode.side, text(episode.realisedPnl)])).toEqual([
      ['f0:before', 'long', null],
      ['f1', 'short', '10'],
    ]);
    expect(episodeAt(result, 0).holdMs).toBeNull();
    expect(decisionAt(result, 0)).toMatchObject({ kind: 'reduce', episodeId: 'f0:before' });
    expect(decisionAt(result, 0).before).toMatchObject({ qty: decimal('5'), avgCost: null, openedTs: null });
    expect(result.decisions.map((decision) => text(decision.outcome.realisedPnl))).toEqual([
      null,
      null,
      '10',
    ]);
  });

  it('begins at a jump of the start position, and a position that left unseen ends its episode', () => {
    const result = replay(
      account('linear', [
        [0, 'buy 1 @ 100', { start: '0' }],
        [10, 'buy 1 @ 100', { start: '3' }],
        [20, 'buy 1 @ 100', { start: '0' }],
        [30, 'sell 1 @ 105', { start: '1' }],
      ]),
    );
    expect(result.unexplained.map((line) => [line.reason, text(line.qty)])).toEqual([
      ['moved_outside', '2'],
      ['moved_outside', '-4'],
    ]);
    expect(result.episodes.map((episode) => [episode.id, text(episode.realisedPnl)])).toEqual([
      ['f0', null],
      ['f2', '5'],
    ]);
    expect(episodeAt(result, 0).closedAt).toBe(BEGIN + 10 * MINUTE);
  });
});

describe('a fee that takes all that was bought', () => {
  it('is a loss of its decision and of the episode that runs', () => {
    const result = replay(
      account('margin', [
        [0, 'sell 3 @ 100'],
        [10, 'buy 1 @ 100', { fee: '1', feeAsset: 'BTC' }],
        [20, 'buy 3 @ 90'],
      ]),
    );
    expect(text(decisionAt(result, 1).outcome.realisedPnl)).toBe('-100');
    expect(text(episodeAt(result, 0).realisedPnl)).toBe('-70');
    expect(episodeAt(result, 0).fees).toEqual([{ asset: 'BTC', amount: ONE }]);
  });

  it('is a loss of its decision alone while nothing is held', () => {
    const result = replay(account('spot', [[0, 'buy 1 @ 100', { fee: '1', feeAsset: 'BTC' }]]));
    const [book] = result.ledger.books.values();
    expect(text(decisionAt(result, 0).outcome.realisedPnl)).toBe('-100');
    expect([...result.episodes, ...result.openEpisodes]).toEqual([]);
    expect([book?.totals.realised, book?.totals.apart].map((value) => text(value ?? null))).toEqual([
      '-100',
      '-100',
    ]);
  });
});

describe('dust', () => {
  it('below a millionth of the largest quantity closes the episode and is carried', () => {
    const result = foldedAccount(
      account('spot', [
        [0, 'buy 10 @ 100'],
        [10, 'sell 9.999995 @ 110'],
        [20, 'buy 1 @ 100'],
      ]),
    );
    expect(result.episodes).toHaveLength(1);
    expect(decisionAt(result, 1).kind).toBe('close');
    const reopened = decisionAt(result, 2);
    expect([reopened.kind, reopened.before.qty, reopened.episodeId]).toEqual(['open', 0n, 'f2']);
    expect(text(result.bySymbol[0]?.position)).toBe('1.000005');
  });

  it('of exactly a millionth is no dust', () => {
    const result = replay(
      account('spot', [
        [0, 'buy 10 @ 100'],
        [10, 'sell 9.99999 @ 110'],
      ]),
    );
    expect(result.episodes).toHaveLength(0);
  });
});
