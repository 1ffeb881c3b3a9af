import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { decisionUnits, type EpisodeFills } from './decisionUnits.ts';

const BEGIN = Date.UTC(2025, 0, 1);

function fill(
  side: 'buy' | 'sell',
  qty: string,
  price: string,
  isOfDecision: boolean,
  fee = '0',
  feeAsset: string | null = null,
) {
  return {
    symbol: 'ETH-USD',
    instrument: 'spot' as const,
    side,
    qty: decimal(qty),
    price: decimal(price),
    fee: decimal(fee),
    feeAsset,
    ts: BEGIN,
    isOfDecision,
  };
}

function unitsOf(side: EpisodeFills['side'], fills: EpisodeFills['fills']) {
  const reading = decisionUnits({ side, openedAt: BEGIN, fills });
  if ('reason' in reading) throw new Error(reading.reason);
  return reading;
}

const textOf = (values: readonly bigint[]) => values.map(formatDecimal);

describe('the units of a decision', () => {
  it('are what an exit closed, with the fee that keeping them saves', () => {
    const { qty, price, fees, actual, cost } = unitsOf('long', [
      fill('buy', '10', '100', false),
      fill('sell', '4', '110', true, '0.44', 'USD'),
    ]);
    expect(textOf([qty, price, fees, cost.feeRate])).toEqual(['4', '110', '-0.44', '0.001']);
    expect(actual).toEqual([]);
  });

  it('are of a sale beyond the position the part that closed it', () => {
    const { qty, fees } = unitsOf('long', [
      fill('buy', '1', '100', false),
      fill('sell', '3', '110', true, '3', 'USD'),
    ]);
    expect(textOf([qty, fees])).toEqual(['1', '-1']);
  });

  it('leave an entry with their share of every later exit, at its fees', () => {
    const { actual } = unitsOf('short', [
      fill('sell', '1', '100', false),
      fill('sell', '2', '105', true),
      fill('buy', '1.5', '95', false, '0.3', 'USD'),
      fill('sell', '1.5', '90', false),
      fill('buy', '3', '80', false),
    ]);
    expect(actual.map(({ units, price, fees }) => textOf([units, price, fees]))).toEqual([
      ['2', '105', '0'],
      ['-1', '95', '0.2'],
      ['-1', '80', '0'],
    ]);
  });

  it('value a fee in the base coin at its own price and name one in a third coin', () => {
    const { fees, unpricedFees } = unitsOf('long', [
      fill('buy', '1', '100', true, '0.01', 'ETH'),
      fill('buy', '1', '100', true, '0.002', 'BNB'),
      fill('sell', '2', '101', false),
    ]);
    expect(formatDecimal(fees)).toBe('1');
    expect(unpricedFees).toEqual([{ asset: 'BNB', amount: decimal('0.002') }]);
  });

  it.each([
    ['it closed nothing that is known', [fill('sell', '1', '1', true)]],
    ['it has no fills', []],
    ['its contract is not linear', [{ ...fill('buy', '1', '1', true), instrument: 'inverse' as const }]],
  ])('are missing, with the reason, when %s', (_, fills) => {
    expect(decisionUnits({ side: 'long', openedAt: BEGIN, fills })).toHaveProperty('reason');
  });
});
