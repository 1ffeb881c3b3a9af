import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { finalPositions } from './finalPositions.ts';
import { odeanDays, positionsAfter } from './odean.ts';

const DAY_MS = 86_400_000;

function fillOf(
  seq: number,
  symbol: string,
  side: Fill['side'],
  price: string,
  day: number,
  fee: string,
): Fill {
  return {
    id: `f${String(seq).padStart(4, '0')}`,
    account: 'main',
    symbol,
    instrument: symbol.startsWith('S') ? 'margin' : 'spot',
    side,
    qty: decimal('1'),
    price: decimal(price),
    fee: decimal(fee),
    feeAsset: 'USD',
    ts: day * DAY_MS + seq * 60_000,
    seq,
    orderId: `o${seq}`,
    orderType: null,
    startPosition: null,
  };
}

/** [symbol, side, price, day, fee] each; the market is at 120, and that of N-USD unknown. */
function countsOf(...trades: [string, Fill['side'], string, number, string][]) {
  const fills = trades.map(([symbol, side, price, day, fee], seq) =>
    fillOf(seq, symbol, side, price, day, fee),
  );
  const { decisions, ledger } = replay(fills);
  const markAt = (symbol: string) => (symbol === 'N-USD' ? null : decimal('120'));
  return odeanDays(positionsAfter(decisions, finalPositions(ledger)), markAt).map((day) => [
    day.realisedGains,
    day.realisedLosses,
    day.paperGains,
    day.paperLosses,
  ]);
}

describe('Odean’s counts', () => {
  it('take a sale above the average cost with its fees for a gain, whatever the sale itself costs', () => {
    // Cost 100.1 with the fee of buying; after that of selling 100.05 is left.
    const day = (price: string) =>
      countsOf(['A-USD', 'buy', '100', 0, '0.1'], ['A-USD', 'sell', price, 1, '0.1']);
    expect(day('100.15')).toEqual([[1, 0, 0, 0]]);
    expect(day('100.05')).toEqual([[0, 1, 0, 0]]);
    expect(day('100.1')).toEqual([[0, 0, 0, 0]]);
  });

  it('do the same with shorts', () => {
    const day = (price: string) =>
      countsOf(['S-USD', 'sell', '100', 0, '0.1'], ['S-USD', 'buy', price, 1, '0.1']);
    expect(day('99.85')).toEqual([[1, 0, 0, 0]]);
    expect(day('99.95')).toEqual([[0, 1, 0, 0]]);
  });

  it('sum what was closed of an asset on one day', () => {
    expect(
      countsOf(
        ['A-USD', 'buy', '100', 0, '0'],
        ['A-USD', 'buy', '100', 0, '0'],
        ['A-USD', 'sell', '103', 1, '0'],
        ['A-USD', 'sell', '98', 1, '5'],
      ),
    ).toEqual([[1, 0, 0, 0]]);
  });

  it('leave out what has no market price, sold or held: the last own price is the entry', () => {
    expect(
      countsOf(
        ['N-USD', 'buy', '100', 0, '0.1'],
        ['N-USD', 'buy', '100', 0, '0.1'],
        ['A-USD', 'buy', '100', 0, '0.1'],
        ['B-USD', 'buy', '100', 0, '0.1'],
        ['A-USD', 'sell', '103', 1, '0.1'],
        ['N-USD', 'sell', '103', 2, '0.1'],
      ),
    ).toEqual([
      [1, 0, 1, 0],
      [0, 0, 1, 0],
    ]);
  });

  it('leave out what was closed at an unknown cost', () => {
    expect(countsOf(['A-USD', 'sell', '103', 1, '0'])).toEqual([[0, 0, 0, 0]]);
  });
});
