import { describe, expect, it } from 'vitest';
import { type LotMethod, takeFromLots } from './lots.ts';
import { replay } from './replay.ts';
import { account, text } from './writtenFills.testkit.ts';

/** Bought at 100, 130 and 110, then one and a half sold at 120. */
const LONG = account('margin', [
  [0, 'buy 1 @ 100'],
  [10, 'buy 1 @ 130'],
  [20, 'buy 1 @ 110'],
  [30, 'sell 1.5 @ 120'],
]);

function after(method: LotMethod): { lots: unknown[]; realised: string | null } {
  const [book] = replay(LONG, { lotMethod: method }).ledger.books.values();
  return {
    lots: (book?.lots ?? []).map((lot) => [lot.id, text(lot.qty), text(lot.basis)]),
    realised: text(book?.totals.realisedByLots),
  };
}

describe('lots', () => {
  it('first in, first out', () => {
    const lots = [
      ['f1', '0.5', '65'],
      ['f2', '1', '110'],
    ];
    expect(after('fifo')).toEqual({ lots, realised: '15' });
  });

  it('last in, first out', () => {
    const lots = [
      ['f0', '1', '100'],
      ['f1', '0.5', '65'],
    ];
    expect(after('lifo')).toEqual({ lots, realised: '5' });
  });

  it('dearest first', () => {
    const lots = [
      ['f0', '1', '100'],
      ['f2', '0.5', '55'],
    ];
    expect(after('hifo')).toEqual({ lots, realised: '-5' });
  });

  it('of a short count as dear what was sold for less', () => {
    const short = LONG.map((fill) => ({ ...fill, side: fill.side === 'buy' ? 'sell' : 'buy' }) as const);
    const [book] = replay(short, { lotMethod: 'hifo' }).ledger.books.values();
    expect(book?.lots?.map((lot) => lot.id)).toEqual(['f1', 'f2']);
  });

  it('of unknown cost are taken in their place and counted apart; less than asked is an error', () => {
    const lots = [
      { id: 'a', openedAt: 0, qty: 5n, basis: null },
      { id: 'b', openedAt: 1, qty: 5n, basis: 50n },
    ];
    expect(takeFromLots(lots, 7n, 'fifo')).toEqual({ basis: 20n, knownQty: 2n, unknownQty: 5n });
    expect(() => takeFromLots(lots, 4n, 'fifo')).toThrow(RangeError);
  });
});
