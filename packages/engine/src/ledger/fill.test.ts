import { ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { applyFill } from './applyFill.ts';
import { bookKey, symbolOf } from './book.ts';
import { baseOf, compareFills, type Fill, quoteOf } from './fill.ts';
import { emptyLedger, fillProblem, NO_SOURCES, openDecisions } from './ledger.ts';
import { inLedgerOrder, replay } from './replay.ts';
import { account } from './writtenFills.testkit.ts';

describe('a fill that cannot be booked', () => {
  const [good] = account('inverse', [[0, 'buy 1 @ 100']]) as [Fill];
  it.each<[string, Partial<Fill>]>([
    ['quantity is not above zero', { qty: ZERO }],
    ['price is below zero', { price: -1n }],
    ['the fee names no asset', { fee: 1n }],
    ['an inverse contract needs a price above zero', { price: ZERO }],
    ['no contract terms are known for BTC-USD', { instrument: 'quanto' }],
  ])('is refused since %s, and the rest is booked', (reason, change) => {
    const bad = { ...good, id: 'bad', seq: 9, ...change };
    expect(fillProblem(bad, NO_SOURCES)).toBe(reason);
    expect(() => applyFill(emptyLedger(), bad)).toThrow(`Fill bad: ${reason}`);
    const { rejected, decisions } = replay([bad, good]);
    expect(rejected).toEqual([{ fillId: 'bad', reason }]);
    expect(decisions.map(({ id }) => id)).toEqual(['f0']);
  });

  it('is none at a price of 0 outside inverse contracts: coins can be given', () => {
    expect(fillProblem({ ...good, instrument: 'linear', price: ZERO }, NO_SOURCES)).toBeNull();
    expect(fillProblem(good, NO_SOURCES)).toBeNull();
  });

  it('is one that comes again: the ledger goes forward only', () => {
    const ledger = emptyLedger();
    applyFill(ledger, good);
    expect(() => applyFill(ledger, good)).toThrow(/f0 does not come after f0/);
  });
});

describe('the order of fills', () => {
  const at = (ts: number, seq: number, id: string) => ({ ts, seq, id });
  it('is time, then the place in the source, then the id', () => {
    const ordered = [at(1, 9, 'z'), at(2, 1, 'z'), at(2, 2, 'a'), at(2, 2, 'b'), at(3, 0, 'a')];
    const shuffled = [3, 0, 4, 2, 1].flatMap((index) => ordered[index] ?? []);
    expect(shuffled.sort(compareFills)).toEqual(ordered);
    expect(compareFills(at(2, 2, 'a'), at(2, 2, 'a'))).toBe(0);
  });

  it('costs nothing where it holds already', () => {
    const [first, second, third] = account('spot', [
      [0, 'buy 1 @ 1'],
      [1, 'buy 1 @ 1'],
      [2, 'buy 1 @ 1'],
    ]) as [Fill, Fill, Fill];
    const fills = [first, second, second, third];
    expect(inLedgerOrder(fills)).toBe(fills);
    expect(inLedgerOrder([second, third, first])).toEqual([first, second, third]);
    expect(inLedgerOrder([first, third, second])).toEqual([first, second, third]);
  });

  it('is that of what is open, whatever book it stands in', () => {
    const fills = account('spot', [
      [0, 'buy 1 @ 1', { symbol: 'B-USD' }],
      [1, 'buy 1 @ 1', { symbol: 'A-USD' }],
      [2, 'sell 1 @ 1', { symbol: 'B-USD' }],
      [3, 'buy 1 @ 1', { symbol: 'B-USD' }],
      [3, 'buy 1 @ 1', { symbol: 'C-USD' }],
    ]);
    const { ledger, openEpisodes } = replay(fills);
    expect(openEpisodes.map(({ id }) => id)).toEqual(['f1', 'f3', 'f4']);
    expect(openDecisions(ledger).map(({ id }) => id)).toEqual(['f1', 'f3', 'f4']);
  });
});

describe('names', () => {
  it('of a symbol part at its last dash', () => {
    expect([baseOf('1INCH-USDT'), quoteOf('1INCH-USDT')]).toEqual(['1INCH', 'USDT']);
    expect([baseOf('A-B-EUR'), quoteOf('A-B-EUR')]).toEqual(['A-B', 'EUR']);
  });

  it('of a book hold its symbol, and differ for each account and instrument', () => {
    const accounts = ['', 'a', 'b|c', ...Array.from({ length: 20 }, (_, i) => `n${i}`)];
    const places = accounts.flatMap((name) =>
      (['spot', 'linear'] as const).map((instrument) => ({ account: name, symbol: 'ETH-USD', instrument })),
    );
    const keys = places.map(bookKey);
    expect(new Set(keys).size).toBe(places.length);
    expect(places.map(bookKey)).toEqual(keys);
    expect(new Set(keys.map(symbolOf))).toEqual(new Set(['ETH-USD']));
  });
});
