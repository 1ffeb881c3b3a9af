import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { type EpisodeFills, heldLeg } from './heldLeg.ts';

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
    ts: Date.UTC(2025, 0, 1),
    isOfDecision,
  };
}

function legOf(episode: EpisodeFills) {
  const reading = heldLeg(episode);
  if ('reason' in reading) throw new Error(reading.reason);
  return reading;
}

describe('the leg that a simulation holds', () => {
  it('of an exit is what it closed, with the fee that holding saves', () => {
    const { leg, cost } = legOf({
      side: 'long',
      realisedPnl: null,
      fills: [fill('buy', '10', '100', false), fill('sell', '4', '110', true, '0.44', 'USD')],
    });
    expect([leg.qty, leg.price, leg.fees, leg.actual, cost.feeRate].map(formatDecimal)).toEqual([
      '4',
      '110',
      '-0.44',
      '0',
      '0.001',
    ]);
  });

  it('of a sale beyond the position is the part that closed it', () => {
    const { leg } = legOf({
      side: 'long',
      realisedPnl: decimal('5'),
      fills: [fill('buy', '1', '100', false), fill('sell', '3', '110', true, '3', 'USD')],
    });
    expect([leg.qty, leg.fees].map(formatDecimal)).toEqual(['1', '-1']);
  });

  it('of an entry is measured against its share of what the position made', () => {
    const { leg } = legOf({
      side: 'short',
      realisedPnl: decimal('30'),
      fills: [fill('sell', '1', '100', false), fill('sell', '2', '105', true), fill('buy', '3', '95', false)],
    });
    expect([leg.direction, formatDecimal(leg.qty), formatDecimal(leg.actual)]).toEqual(['short', '2', '20']);
  });

  it('values a fee in the base coin at its own price and names one in a third coin', () => {
    const { leg, unpricedFees } = legOf({
      side: 'long',
      realisedPnl: decimal('1'),
      fills: [
        fill('buy', '1', '100', true, '0.01', 'ETH'),
        fill('buy', '1', '100', true, '0.002', 'BNB'),
        fill('sell', '2', '101', false),
      ],
    });
    expect(formatDecimal(leg.fees)).toBe('1');
    expect(unpricedFees).toEqual([{ asset: 'BNB', amount: decimal('0.002') }]);
  });

  it.each([
    [
      'the position is still open',
      { side: 'long' as const, realisedPnl: null, fills: [fill('buy', '1', '1', true)] },
    ],
    [
      'it closed nothing that is known',
      { side: 'long' as const, realisedPnl: null, fills: [fill('sell', '1', '1', true)] },
    ],
    ['it has no fills', { side: 'long' as const, realisedPnl: null, fills: [] }],
  ])('is missing, with the reason, when %s', (_, episode) => {
    expect(heldLeg(episode)).toHaveProperty('reason');
  });
});
