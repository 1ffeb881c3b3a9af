import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { NO_MARKET } from '../market/candle.ts';
import { applyAside } from './aside.ts';
import { loadLedger, saveLedger } from './checkpoint.ts';
import type { Funding } from './funding.ts';
import { NO_SOURCES } from './ledger.ts';
import { replay } from './replay.ts';
import { assetTotals, symbolTotals } from './summary.ts';
import { account } from './writtenFills.testkit.ts';

const fills = account('linear', [
  [0, 'buy 1 @ 100'],
  [10, 'sell 1 @ 110'],
]);
const [first] = fills;
const at = (minutes: number): number => (first?.ts ?? 0) + minutes * 60_000;

function funding(minutes: number, amount: string, change: Partial<Funding> = {}): Funding {
  return {
    id: `f${minutes}`,
    account: first?.account ?? '',
    symbol: first?.symbol ?? '',
    instrument: 'linear',
    asset: 'USD',
    amount: decimal(amount),
    ts: at(minutes),
    ...change,
  };
}

describe('funding of a perpetual', () => {
  it('is part of the net result of its episode, of no price and of no gross figure', () => {
    const { episodes, ledger } = replay(fills, { asides: [funding(5, '-0.75')] });
    expect(episodes).toMatchObject([
      {
        entryPrice: decimal('100'),
        exitPrice: decimal('110'),
        realisedPnl: decimal('9.25'),
        realisedPnlGross: decimal('10'),
        funding: decimal('-0.75'),
      },
    ]);
    const symbols = symbolTotals(ledger, NO_MARKET, at(10));
    expect(assetTotals(symbols)).toMatchObject([
      { realisedPnl: decimal('9.25'), funding: decimal('-0.75'), fees: ZERO },
    ]);
  });

  it('that meets no position is in the result of its contract and in no episode', () => {
    const { episodes, ledger } = replay(fills, { asides: [funding(20, '0.5')] });
    expect(episodes[0]).not.toHaveProperty('funding');
    expect(symbolTotals(ledger, NO_MARKET, at(20))).toMatchObject([
      { realisedPnl: decimal('10.5'), funding: decimal('0.5'), position: ZERO },
    ]);
  });

  it('in an asset without a rate is listed as not valued, never added', () => {
    const { ledger } = replay(fills, { asides: [funding(5, '-0.75', { asset: 'BNB' })] });
    expect(symbolTotals(ledger, NO_MARKET, at(10))).toMatchObject([
      {
        realisedPnl: decimal('10'),
        funding: ZERO,
        unvaluedFees: [{ asset: 'BNB', amount: decimal('0.75') }],
      },
    ]);
  });

  it('comes before the fills of its moment, whatever order it arrives in', () => {
    const same = [funding(10, '1'), funding(5, '2'), funding(0, '4')];
    const { ledger, episodes } = replay(fills, { asides: same });
    expect(replay(fills, { asides: [...same].reverse() }).ledger).toEqual(ledger);
    expect(episodes[0]?.funding).toBe(decimal('3'));
  });

  it('goes on from a checkpoint as from the beginning, and never backwards', () => {
    const { ledger } = replay(fills, { asides: [funding(5, '1')] });
    const loaded = loadLedger(saveLedger(ledger));
    expect(loaded).toEqual(ledger);
    expect(() => applyAside(ledger, funding(7, '1'), NO_SOURCES)).toThrow(RangeError);
  });
});
