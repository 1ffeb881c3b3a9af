import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { NO_MARKET } from '../market/candle.ts';
import { applyAside } from './aside.ts';
import type { Book } from './book.ts';
import type { Instrument } from './fill.ts';
import { emptyLedger, NO_SOURCES, openDecisions } from './ledger.ts';
import type { LotMethod } from './lots.ts';
import { valueAt } from './mark.ts';
import { replay } from './replay.ts';
import type { Move } from './transfer.ts';
import { account, BEGIN, MINUTE, text } from './writtenFills.testkit.ts';

type Rows = Parameters<typeof account>[1];
type Kinds = Instrument[];

function move(sent: string, received = sent, change: Partial<Move> = {}): Move {
  return {
    ...{ id: 'm', from: 'main', to: 'other', asset: 'BTC', ts: BEGIN + 30 * MINUTE },
    ...{ sent: decimal(sent), received: decimal(received) },
    ...change,
  };
}

function booksAfter(
  rows: Rows,
  moved: Move,
  { kinds = [], lotMethod = null }: { kinds?: Kinds; lotMethod?: LotMethod | null } = {},
) {
  const fills = account('spot', rows).map((fill, i) => ({
    ...fill,
    instrument: kinds[i] ?? fill.instrument,
  }));
  return replay(fills, { asides: [moved], lotMethod });
}

const held = ({ ledger }: ReturnType<typeof booksAfter>) =>
  [...ledger.books.values()].map(
    ({ account: name, symbol, position }) => `${name} ${symbol} ${text(position.qty)}`,
  );

const bookIn = ({ ledger }: ReturnType<typeof booksAfter>, name: string): Book => {
  const book = [...ledger.books.values()].find((each) => each.account === name);
  if (!book) throw new Error(`no book of ${name}`);
  return book;
};

describe('a move takes coins', () => {
  it('of the one position that holds them: not of another coin, account or instrument, nor of a short one', () => {
    const rows: Rows = [
      [0, 'buy 5 @ 100', { symbol: 'ETH-USD' }],
      [1, 'buy 5 @ 100', { account: 'third' }],
      [2, 'buy 5 @ 100'],
      [3, 'buy 5 @ 100', { symbol: 'BTC-EUR' }],
    ];
    const result = booksAfter(rows, move('2'), { kinds: ['spot', 'spot', 'margin', 'spot'] });
    expect(held(result)).toEqual([
      'main ETH-USD 5',
      'third BTC-USD 5',
      'main BTC-USD 5',
      'main BTC-EUR 3',
      'other BTC-EUR 2',
    ]);
  });

  it('of the next position where one holds too few, each with its share of what arrived', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [1, 'buy 3 @ 90', { symbol: 'BTC-EUR' }],
      [2, 'buy 9 @ 90', { symbol: 'BTC-CHF' }],
    ];
    expect(held(booksAfter(rows, move('2', '1.8')))).toEqual([
      ...['main BTC-USD 0', 'main BTC-EUR 2', 'main BTC-CHF 9'],
      ...['other BTC-USD 0.9', 'other BTC-EUR 0.9'],
    ]);
  });

  it('and leaves those where nothing arrived', () => {
    const steps = applyAside(
      booksAfter([[0, 'buy 1 @ 100']], move('0.5')).ledger,
      move('0.5', '0', { ts: BEGIN + 40 * MINUTE }),
      NO_SOURCES,
    );
    expect(steps).toEqual([]);
  });

  it('with their cash: what left one account came to the other at its cost', () => {
    const result = booksAfter([[0, 'buy 4 @ 100', { fee: '4' }]], move('1'));
    const [from, to] = [bookIn(result, 'main'), bookIn(result, 'other')];
    expect([from, to].map(({ totals }) => text(totals.cash))).toEqual(['-303', '-101']);
    expect([from, to].map(({ position }) => text(position.gross))).toEqual(['300', '100']);
  });

  it('of unknown cost, which stays unknown where they came, also beside known ones', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100', { start: '3' }],
      [1, 'buy 1 @ 500', { account: 'other' }],
    ];
    const result = booksAfter(rows, move('2'));
    const to = bookIn(result, 'other');
    expect(to.position).toMatchObject({ qty: decimal('3'), known: false, basis: ZERO, gross: ZERO });
    expect(result.openEpisodes.map(({ account: name, realisedPnl }) => [name, realisedPnl])).toEqual([
      ['main', null],
      ['other', null],
    ]);
    const whole = booksAfter([[0, 'buy 1 @ 100', { start: '3' }]], move('4'));
    expect(bookIn(whole, 'main').position).toMatchObject({ qty: ZERO, known: true });
    expect(bookIn(booksAfter([[0, 'buy 4 @ 100']], move('1')), 'other').position.known).toBe(true);
  });

  it('with a price to value them by until they are traded there', () => {
    const result = booksAfter(
      [
        [0, 'buy 2 @ 100'],
        [10, 'buy 1 @ 160'],
      ],
      move('1'),
    );
    const to = bookIn(result, 'other');
    expect(text(valueAt(to, NO_MARKET, BEGIN).unrealised)).toBe('40');
    const traded = booksAfter(
      [
        [0, 'buy 2 @ 100'],
        [10, 'buy 1 @ 160', { account: 'other' }],
      ],
      move('1'),
    );
    expect([bookIn(traded, 'other').lastPrice, bookIn(traded, 'other').lastTs]).toEqual([
      decimal('160'),
      BEGIN + 10 * MINUTE,
    ]);
  });
});

describe('a decision before a move', () => {
  it('keeps its own price where the coins that came were traded later elsewhere', () => {
    const result = booksAfter(
      [
        [0, 'buy 1 @ 100', { account: 'other' }],
        [10, 'buy 1 @ 200'],
        [50, 'sell 2 @ 160', { account: 'other' }],
        [60, 'buy 1 @ 170', { account: 'other' }],
      ],
      move('1'),
    );
    expect(result.decisions.map(({ id, vwap }) => [id, text(vwap)])).toEqual(
      expect.arrayContaining([
        ['f0', '100'],
        ['f1', '200'],
        ['f2', '160'],
        ['f3', '170'],
      ]),
    );
  });

  it('keeps it while it is the last one, and the position goes by the later price', () => {
    const { ledger } = booksAfter(
      [
        [0, 'buy 1 @ 100', { account: 'other' }],
        [10, 'buy 1 @ 200'],
      ],
      move('1'),
    );
    const open = openDecisions(ledger).find(({ id }) => id === 'f0');
    expect(text(open?.vwap)).toBe('100');
    const to = [...ledger.books.values()].find((book) => book.account === 'other');
    expect(to && text(valueAt(to, NO_MARKET, BEGIN).unrealised)).toBe('100');
  });

  it('stays what it was: a close where coins come afterwards, a reduction where the rest goes', () => {
    const kinds = (rows: Rows, moved: Move) =>
      booksAfter(rows, moved).decisions.map(({ id, kind }) => `${id} ${kind}`);
    const came = kinds(
      [
        [0, 'buy 1 @ 100', { account: 'other' }],
        [5, 'sell 1 @ 110', { account: 'other' }],
        [10, 'buy 1 @ 200'],
        [50, 'buy 1 @ 160', { account: 'other' }],
      ],
      move('1'),
    );
    expect(came).toContain('f1 close');
    const went = kinds(
      [
        [0, 'buy 2 @ 100'],
        [10, 'sell 1 @ 110'],
        [50, 'buy 1 @ 120'],
      ],
      move('1'),
    );
    expect(went).toContain('f1 reduce');
  });
});

describe('the episodes of a move', () => {
  it('of a part are two, each with its own price of entry and the decisions that bought it', () => {
    const result = booksAfter(
      [
        [0, 'buy 2 @ 100', { fee: '2' }],
        [10, 'buy 2 @ 200'],
      ],
      move('1'),
    );
    expect(result.openEpisodes).toMatchObject([
      { account: 'main', id: 'f0', qtyMax: decimal('4'), openedAt: BEGIN },
      {
        ...{ account: 'other', id: 'm:BTC-USD', side: 'long', openedAt: BEGIN, decisionIds: ['f0', 'f1'] },
        ...{ qtyMax: decimal('1'), entryPrice: decimal('150') },
      },
    ]);
  });

  it('end in the first account where dust is left, and run on in the other', () => {
    const rows: Rows = [
      [0, 'buy 10 @ 100'],
      [60, 'sell 9.999995 @ 110', { account: 'other' }],
    ];
    const result = booksAfter(rows, move('9.999995'));
    expect(result.openEpisodes).toEqual([]);
    expect(result.episodes).toMatchObject([{ id: 'f0', account: 'other', realisedPnl: decimal('99.99995') }]);
  });
});

describe('the lots of a move', () => {
  const ROWS: Rows = [
    [0, 'buy 1 @ 100'],
    [1, 'buy 2 @ 300'],
    [2, 'buy 1 @ 200'],
  ];
  const lotsOf = (book: Book) =>
    book.lots?.map(({ id, qty, basis }) => [id, text(qty), text(basis)].join(' '));

  it.each<[LotMethod, string[], string[]]>([
    ['fifo', ['f1 1.5 450', 'f2 1 200'], ['f0 1 100', 'f1 0.5 150']],
    ['lifo', ['f0 1 100', 'f1 1.5 450'], ['f1 0.5 150', 'f2 1 200']],
    ['hifo', ['f0 1 100', 'f2 1 200', 'f1 0.5 150'], ['f1 1.5 450']],
  ])('are taken %s and keep their ids and costs', (lotMethod, left, came) => {
    const result = booksAfter(ROWS, move('1.5'), { lotMethod });
    expect(lotsOf(bookIn(result, 'main'))).toEqual(left);
    expect(lotsOf(bookIn(result, 'other'))).toEqual(came);
  });

  it('share what arrived, and the last one takes what rounding left', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [1, 'buy 1 @ 100'],
      [2, 'buy 1 @ 100'],
    ];
    const to = bookIn(booksAfter(rows, move('3', '2'), { lotMethod: 'fifo' }), 'other');
    expect(to.lots?.map(({ qty }) => text(qty))).toEqual([
      '0.666666666666666667',
      '0.666666666666666667',
      '0.666666666666666666',
    ]);
  });

  it('of unknown cost stay so', () => {
    const to = bookIn(
      booksAfter([[0, 'buy 1 @ 100', { start: '3' }]], move('4'), { lotMethod: 'fifo' }),
      'other',
    );
    expect(lotsOf(to)).toEqual(['f0 3 ', 'f0 1 100']);
  });

  it('are kept by no ledger that keeps none', () => {
    expect(bookIn(booksAfter(ROWS, move('1')), 'other').lots).toBeNull();
  });
});

it('two moves of one moment are booked by their names, whatever order they come in', () => {
  const twice = [move('1', '1', { id: 'b' }), move('1', '0.5', { id: 'a', to: 'third' })];
  const names = [twice, twice.toReversed()].map((asides) =>
    [...replay(account('spot', [[0, 'buy 1 @ 100']]), { asides }).ledger.books.values()].map(
      (book) => book.account,
    ),
  );
  expect(names).toEqual([
    ['main', 'third'],
    ['main', 'third'],
  ]);
  expect(() => applyAside({ ...emptyLedger(), asideTs: BEGIN * 2 }, move('1'), NO_SOURCES)).toThrow(
    'm is older than what is booked',
  );
});
