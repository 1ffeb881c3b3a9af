import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { applyFill } from './applyFill.ts';
import { bookKey, symbolOf } from './book.ts';
import { baseOf, compareFills, type Fill, type Instrument, quoteOf } from './fill.ts';
import { emptyLedger, fillProblem, type LedgerSources, NO_SOURCES, openDecisions } from './ledger.ts';
import { inLedgerOrder, replay } from './replay.ts';
import { account, decisionAt, episodeAt, text } from './writtenFills.testkit.ts';

type Rows = Parameters<typeof account>[1];
const rated = (rate: string): LedgerSources => ({
  ...NO_SOURCES,
  rateAt: () => ({ rate: decimal(rate), quality: 'own' }),
});

function booksOf(instrument: Instrument, rows: Rows, sources = NO_SOURCES) {
  return [...replay(account(instrument, rows), { sources }).ledger.books.values()];
}

function stepsOf(instrument: Instrument, rows: Rows, sources = NO_SOURCES) {
  const ledger = emptyLedger('fifo');
  return account(instrument, rows).map((fill) => applyFill(ledger, fill, sources));
}

describe('what one fill brought about', () => {
  it('is its own result, net and gross, and its own fee, whatever came before', () => {
    const steps = stepsOf('linear', [
      [0, 'buy 2 @ 100', { fee: '2' }],
      [10, 'sell 1 @ 120', { fee: '1' }],
      [20, 'sell 1 @ 90', { fee: '3' }],
    ]);
    const shown = steps.map(({ realised, realisedGross, fee }) => [realised, realisedGross, fee].map(text));
    expect(shown).toEqual([
      ['0', '0', '2'],
      ['18', '20', '1'],
      ['-14', '-10', '3'],
    ]);
  });

  it('names the decision that it began or joined', () => {
    const steps = stepsOf('linear', [
      [0, 'buy 1 @ 100'],
      [0.5, 'buy 1 @ 100'],
      [10, 'sell 2 @ 100'],
    ]);
    expect(steps.map(({ decisionId, opened, finished }) => [decisionId, opened, finished?.id])).toEqual([
      ['f0', true, undefined],
      ['f0', false, undefined],
      ['f2', true, 'f0'],
    ]);
  });
});

describe('a fee', () => {
  it('is listed in its own asset, a rebate below zero, and none that is nothing', () => {
    const [book] = booksOf('linear', [
      [0, 'buy 1 @ 100', { fee: '2' }],
      [1, 'buy 1 @ 100', { fee: '-0.5' }],
      [2, 'buy 1 @ 100', { fee: '0', feeAsset: 'EUR' }],
      [3, 'sell 1 @ 100', { fee: '0.1', feeAsset: 'BNB' }],
    ]);
    expect(book?.totals).toMatchObject({
      ...{ fills: 4, feeValue: decimal('1.5'), ratedFees: [] },
      fees: [
        { asset: 'USD', amount: decimal('1.5') },
        { asset: 'BNB', amount: decimal('0.1') },
      ],
      unvaluedFees: [{ asset: 'BNB', amount: decimal('0.1') }],
    });
    const [episode] = replay(
      account('linear', [
        [0, 'buy 1 @ 100', { fee: '1' }],
        [5, 'sell 1 @ 100', { fee: '2', feeAsset: 'BNB' }],
      ]),
    ).episodes;
    expect(episode?.fees).toEqual([
      { asset: 'USD', amount: decimal('1') },
      { asset: 'BNB', amount: decimal('2') },
    ]);
    expect(episode?.unvaluedFees).toEqual([{ asset: 'BNB', amount: decimal('2') }]);
    const [plain] = replay(
      account('linear', [
        [0, 'buy 1 @ 100'],
        [5, 'sell 1 @ 100'],
      ]),
    ).episodes;
    expect(plain).not.toHaveProperty('unvaluedFees');
  });

  it('in the coin takes coins on spot and margin, and its value where a contract has none', () => {
    const inCoin: Rows = [[0, 'buy 2 @ 100', { fee: '0.5', feeAsset: 'BTC' }]];
    for (const instrument of ['spot', 'margin'] as const) {
      const [book] = booksOf(instrument, inCoin);
      expect(text(book?.position.qty)).toBe('1.5');
      expect([book?.position.basis, book?.position.gross].map(text)).toEqual(['200', '150']);
      expect(text(book?.totals.feeValue)).toBe('50');
    }
    const [contract] = booksOf('linear', inCoin);
    expect([contract?.position.qty, contract?.position.basis].map(text)).toEqual(['2', '250']);
  });

  it('that takes all that was bought leaves nothing but a loss', () => {
    const [book] = booksOf('spot', [[0, 'buy 1 @ 100', { fee: '1', feeAsset: 'BTC' }]]);
    expect(book?.position.qty).toBe(ZERO);
    expect(book?.totals).toMatchObject({
      ...{ cash: decimal('-100'), realised: decimal('-100'), realisedByLots: decimal('-100') },
      ...{ realisedGross: ZERO, feeValue: decimal('100') },
    });
  });

  it('in a third coin is valued, and named with its rate', () => {
    const [book] = booksOf('linear', [[0, 'buy 1 @ 100', { fee: '0.1', feeAsset: 'BNB' }]], rated('300'));
    expect(text(book?.position.basis)).toBe('130');
    expect(book?.totals.ratedFees).toEqual([
      { asset: 'BNB', amount: decimal('0.1'), value: decimal('30'), quality: 'own' },
    ]);
  });

  it('in a third coin takes coins of the position in the same quote first, then of another, never of a contract', () => {
    const paid: Rows[number] = [10, 'buy 1 @ 1000', { fee: '0.5', feeAsset: 'BNB' }];
    const held = (rows: Rows, kinds: Instrument[] = []) =>
      replay(
        account('spot', [...rows, paid]).map((fill, i) => ({
          ...fill,
          instrument: kinds[i] ?? fill.instrument,
        })),
        { sources: rated('300') },
      );
    const quantities = (result: ReturnType<typeof held>) =>
      [...result.ledger.books.values()].map(({ symbol, position }) => `${symbol} ${text(position.qty)}`);
    const euro: Rows[number] = [0, 'buy 2 @ 200', { symbol: 'BNB-EUR' }];
    const dollar: Rows[number] = [1, 'buy 2 @ 200', { symbol: 'BNB-USD' }];
    expect(quantities(held([euro, dollar]))).toEqual(['BNB-EUR 2', 'BNB-USD 1.5', 'BTC-USD 1']);
    expect(quantities(held([euro]))).toEqual(['BNB-EUR 1.5', 'BTC-USD 1']);
    const sold: Rows[number] = [2, 'sell 2 @ 200', { symbol: 'BNB-USD' }];
    expect(quantities(held([euro, dollar, sold]))).toEqual(['BNB-EUR 1.5', 'BNB-USD 0', 'BTC-USD 1']);
    expect(quantities(held([dollar], ['linear']))).toEqual(['BNB-USD 2', 'BTC-USD 1']);
    const other: Rows[number] = [0, 'buy 2 @ 200', { symbol: 'ETH-USD' }];
    expect(quantities(held([other]))).toEqual(['ETH-USD 2', 'BTC-USD 1']);
  });

  it('that is given back in a third coin takes no coin', () => {
    const result = replay(
      account('spot', [
        [0, 'buy 2 @ 200', { symbol: 'BNB-USD' }],
        [10, 'buy 1 @ 1000', { fee: '-0.5', feeAsset: 'BNB' }],
      ]),
      { sources: rated('300') },
    );
    const [coin, trade] = [...result.ledger.books.values()];
    expect([coin?.position.qty, trade?.position.basis].map(text)).toEqual(['2', '850']);
  });

  it('in coins that cost a fee themselves realises them net and gross', () => {
    const { ledger } = replay(
      account('spot', [
        [0, 'buy 2 @ 200', { symbol: 'BNB-USD', fee: '10' }],
        [10, 'buy 1 @ 1000', { fee: '1', feeAsset: 'BNB' }],
      ]),
      { sources: rated('300'), lotMethod: 'fifo' },
    );
    const [coin] = [...ledger.books.values()];
    expect(coin?.totals).toMatchObject({
      ...{ realised: decimal('95'), realisedGross: decimal('100'), realisedByLots: decimal('95') },
      apart: ZERO,
    });
    expect(coin?.episode).toMatchObject({ realised: decimal('95'), realisedGross: decimal('100') });
  });
});

describe('an inverse contract', () => {
  it('pays in the coin: a long of 1,000 dollars from 50,000 to 62,500 makes 0.004', () => {
    const result = replay(
      account('inverse', [
        [0, 'buy 500 @ 40000'],
        [0.5, 'buy 500 @ 66666.666666666666666667'],
        [10, 'sell 1000 @ 62500'],
      ]),
    );
    expect(text(decisionAt(result, 0).vwap)?.slice(0, 12)).toBe('50000');
    expect(episodeAt(result, 0)).toMatchObject({ asset: 'BTC', realisedPnl: decimal('0.004') });
    expect(text(episodeAt(result, 0).exitPrice)).toBe('62500');
    expect(decisionAt(result, 1)).toMatchObject({ kind: 'close', notional: decimal('0.016') });
  });
});

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
