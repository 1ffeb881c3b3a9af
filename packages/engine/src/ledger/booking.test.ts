import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { applyFill } from './applyFill.ts';
import { isEntry } from './decision.ts';
import type { Instrument } from './fill.ts';
import { emptyLedger, type LedgerSources, NO_SOURCES } from './ledger.ts';
import { replay } from './replay.ts';
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

it('an entry is a decision that opens or increases, and none that takes off or turns', () => {
  const { decisions } = replay(
    account('linear', [
      [0, 'buy 2 @ 100'],
      [10, 'buy 2 @ 100'],
      [20, 'sell 1 @ 100'],
      [30, 'sell 5 @ 100'],
      [40, 'buy 2 @ 100'],
    ]),
  );
  expect(decisions.map((decision) => [decision.kind, isEntry(decision)])).toEqual([
    ['open', true],
    ['increase', true],
    ['reduce', false],
    ['flip', false],
    ['close', false],
  ]);
  const [sale] = replay(account('spot', [[0, 'sell 1 @ 100']])).decisions;
  expect([sale?.kind, sale && isEntry(sale)]).toEqual(['close', false]);
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

  it('in coins of unknown cost takes them and realises nothing', () => {
    const { ledger } = replay(
      account('linear', [
        [0, 'buy 1 @ 200', { symbol: 'BNB-USD', instrument: 'spot', start: '3' }],
        [10, 'buy 1 @ 1000', { fee: '1', feeAsset: 'BNB' }],
      ]),
      { sources: rated('300') },
    );
    const [coin] = [...ledger.books.values()];
    expect(coin?.position).toMatchObject({ qty: decimal('3'), known: false });
    expect(coin?.totals).toMatchObject({
      ...{ realised: ZERO, unknownCostQty: decimal('1'), unknownProceeds: decimal('300') },
      cash: decimal('100'),
    });
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
