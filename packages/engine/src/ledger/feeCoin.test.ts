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

  it('without a known value stays out of every figure', () => {
    const result = replay(account('spot', [bought, paying(10, '0.5')]));
    expect(bookOf(result, 'BNB-USD').position.qty).toBe(decimal('2'));
    expect(bookOf(result, 'BTC-USD').totals.unvaluedFees).toEqual([{ asset: 'BNB', amount: decimal('0.5') }]);
  });

  it('keeps the cash identity of every book, and its lots equal to its position, by every method', () => {
    const histories = fillSequences({ instruments: ['spot'], maxLength: 24 }).map((fills) =>
      fills.map((fill, index): Fill => {
        if (index % 3 !== 0) return fill;
        return { ...fill, symbol: 'BNB-USD', fee: ZERO, feeAsset: null, orderId: null };
      }),
    );
    fc.assert(
      fc.property(histories, fc.constantFrom<LotMethod>('fifo', 'lifo', 'hifo'), (fills, lotMethod) => {
        const { ledger } = replay(fills, { sources, lotMethod });
        for (const { position, totals, lots } of ledger.books.values()) {
          const held = (lots ?? []).reduce((sum, lot) => sum + lot.qty, ZERO);
          expect(held).toBe(position.qty);
          if (!position.known) continue;
          expect(totals.realised + totals.unknownProceeds - position.basis).toBe(totals.cash);
        }
      }),
      { numRuns: runsOf(5_000), seed: 20_261_128 },
    );
  });
});
