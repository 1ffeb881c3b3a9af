import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import { bookKey } from './book.ts';
import type { Fill } from './fill.ts';
import { fillSequences } from './fillSequences.testkit.ts';
import { type LedgerSources, NO_SOURCES } from './ledger.ts';
import type { LotMethod } from './lots.ts';
import { replay } from './replay.ts';
import { account } from './writtenFills.testkit.ts';

const sources: LedgerSources = { ...NO_SOURCES, rateAt: () => ({ rate: decimal('300'), quality: 'own' }) };
const bought: Parameters<typeof account>[1][number] = [0, 'buy 2 @ 200', { symbol: 'BNB-USD' }];
const paying = (minutes: number, fee: string): Parameters<typeof account>[1][number] => [
  minutes,
  'buy 1 @ 1000',
  { symbol: 'BTC-USD', fee, feeAsset: 'BNB' },
];

function bookOf({ ledger }: ReturnType<typeof replay>, symbol: string) {
  const book = ledger.books.get(bookKey({ instrument: 'spot', symbol, account: 'main' }));
  if (!book) throw new Error(`no book of ${symbol}`);
  return book;
}

describe('a fee in a third coin', () => {
  it('is a sale of the coin at its value, and that value is part of the cost of the trade', () => {
    const result = replay(account('spot', [bought, paying(10, '0.5')]), { sources });
    const coin = bookOf(result, 'BNB-USD');
    expect(coin.position).toMatchObject({ qty: decimal('1.5'), basis: decimal('300') });
    expect(coin.totals).toMatchObject({ realised: decimal('50'), cash: decimal('-250') });
    expect(bookOf(result, 'BTC-USD').position.basis).toBe(decimal('1150'));
    expect(result.openEpisodes.find(({ symbol }) => symbol === 'BNB-USD')).toMatchObject({
      realisedPnl: decimal('50'),
      exitPrice: decimal('300'),
    });
  });

  it('that takes the last of the coin closes its position', () => {
    const { episodes, decisions } = replay(account('spot', [bought, paying(10, '2')]), { sources });
    expect(episodes).toMatchObject([{ symbol: 'BNB-USD', realisedPnl: decimal('200') }]);
    expect(decisions.map(({ symbol }) => symbol)).toEqual(['BNB-USD', 'BTC-USD']);
  });

  it('takes no more of the coin than is known to be held, and nothing of another account', () => {
    const over = replay(account('spot', [bought, paying(10, '5')]), { sources });
    expect(bookOf(over, 'BNB-USD').position.qty).toBe(ZERO);
    expect(bookOf(over, 'BNB-USD').totals.unknownCostQty).toBe(ZERO);
    const [coin, trade] = account('spot', [bought, paying(10, '0.5')]);
    if (!coin || !trade) throw new Error('two fills were written');
    const other = replay([{ ...coin, account: 'other' }, trade], { sources });
    expect([...other.ledger.books.values()].map(({ position }) => position.qty)).toEqual([
      decimal('2'),
      decimal('1'),
    ]);
  });

  it('without a known value takes its coins all the same, at their cost, and its result is unknown', () => {
    const result = replay(account('spot', [bought, paying(10, '0.5')]), { lotMethod: 'fifo' });
    const coin = bookOf(result, 'BNB-USD');
    expect(coin.position).toMatchObject({ qty: decimal('1.5'), basis: decimal('300'), known: true });
    expect(coin.lots).toMatchObject([{ qty: decimal('1.5'), basis: decimal('300') }]);
    expect(coin.totals).toMatchObject({
      ...{ realised: ZERO, realisedGross: ZERO, realisedByLots: ZERO, cash: decimal('-300') },
      ...{ unknownCostQty: ZERO, unknownProceeds: ZERO, unvaluedFees: [] },
    });
    expect(bookOf(result, 'BTC-USD').totals.unvaluedFees).toEqual([{ asset: 'BNB', amount: decimal('0.5') }]);
    expect(result.openEpisodes.find(({ symbol }) => symbol === 'BNB-USD')).toMatchObject({
      ...{ realisedPnl: null, realisedPnlGross: null, exitPrice: null },
    });
  });

  it('without a known value leaves a rest that is sold at a known result, and an episode that ends unknown', () => {
    const sold: typeof bought = [20, 'sell 0.4 @ 250', { symbol: 'BNB-USD' }];
    const result = replay(account('spot', [bought, paying(10, '1.6'), sold]));
    const coin = bookOf(result, 'BNB-USD');
    expect(coin.position.qty).toBe(ZERO);
    expect(coin.totals).toMatchObject({ realised: decimal('20'), unexplainedQty: ZERO });
    expect(result.unexplained).toEqual([]);
    expect(result.episodes).toMatchObject([
      { symbol: 'BNB-USD', realisedPnl: null, exitPrice: decimal('250'), closedAt: expect.any(Number) },
    ]);
    expect(result.decisions.at(-1)?.outcome.realisedPnl).toBe(decimal('20'));
  });

  it('without a known value closes the position whose last coins it takes', () => {
    let closed: (string | null)[] = [];
    const { ledger } = replay(account('spot', [bought, paying(10, '5')]), {
      onStep: (_, step) => {
        closed = step.newlyClosed.map(({ symbol }) => symbol);
        if (step.feeSale) expect(step.feeSale.realised).toBe(ZERO);
      },
    });
    expect(closed).toEqual(['BNB-USD']);
    expect([...ledger.books.values()].map(({ episode }) => episode?.id ?? null)).toEqual([null, 'f1']);
  });

  it('without a known value counts coins of unknown cost as such, a rest of them at their last price', () => {
    const before: typeof bought = [0, 'buy 1 @ 200', { symbol: 'BNB-USD', start: '3' }];
    const { totals, position } = bookOf(
      replay(account('spot', [before, paying(10, '3.9999999')]), { lotMethod: 'fifo' }),
      'BNB-USD',
    );
    expect(totals).toMatchObject({
      ...{
        realised: ZERO,
        realisedByLots: ZERO,
        unknownCostQty: decimal('3.9999999'),
        unknownProceeds: ZERO,
      },
    });
    expect(position).toMatchObject({ qty: decimal('0.0000001'), basis: decimal('0.00002'), known: true });
  });

  const RATES: Record<string, LedgerSources> = {
    'at a rate': sources,
    'without a rate': NO_SOURCES,
    'with a rate at times': {
      ...NO_SOURCES,
      rateAt: (asset, settle, ts) => ((ts / 60_000) % 2 < 1 ? sources.rateAt(asset, settle, ts) : null),
    },
  };

  it.each(Object.entries(RATES))('%s keeps the identities of coins, money and methods', (_name, from) => {
    const histories = fillSequences({ instruments: ['spot'], maxLength: 24 }).map((fills) =>
      fills.map((fill, index): Fill => {
        if (index % 3 !== 0) return fill;
        return { ...fill, symbol: 'BNB-USD', fee: ZERO, feeAsset: null, orderId: null };
      }),
    );
    fc.assert(
      fc.property(histories, fc.constantFrom<LotMethod>('fifo', 'lifo', 'hifo'), (fills, lotMethod) => {
        const { ledger } = replay(fills, { sources: from, lotMethod });
        for (const { position, totals, lots } of ledger.books.values()) {
          const held = (lots ?? []).reduce((sum, lot) => sum + lot.qty, ZERO);
          expect(held).toBe(position.qty);
          if (!position.known) continue;
          expect(totals.realised + totals.unknownProceeds - position.basis).toBe(totals.cash);
          const lotBasis = (lots ?? []).reduce((sum, lot) => sum + (lot.basis ?? ZERO), ZERO);
          expect(totals.realisedByLots - totals.realised).toBe(lotBasis - position.basis);
        }
      }),
      { numRuns: runsOf(2_500), seed: 20_261_128 },
    );
  });

  it('takes the same coins out of a position whether or not anybody knows their value', () => {
    const histories = fillSequences({ instruments: ['spot'], maxLength: 24 }).map((fills) =>
      fills.map((fill, index): Fill => (index % 3 === 0 ? { ...fill, symbol: 'BNB-USD', fee: ZERO } : fill)),
    );
    fc.assert(
      fc.property(histories, (fills) => {
        const shapeOf = (from: LedgerSources) => {
          const { ledger, episodes, unexplained } = replay(fills, { sources: from });
          const held = [...ledger.books.values()].map(({ symbol, position: { qty } }) => [symbol, qty]);
          return { held, unexplained, episodes: episodes.map(({ id, closedAt }) => [id, closedAt]) };
        };
        expect(shapeOf(NO_SOURCES)).toEqual(shapeOf(sources));
      }),
      { numRuns: runsOf(1_000), seed: 20_261_129 },
    );
  });
});
