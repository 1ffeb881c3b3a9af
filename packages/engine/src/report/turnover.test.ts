import { describe, expect, it } from 'vitest';
import { START } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { activityCosts } from './turnover.ts';

const DAY_MS = 86_400_000;
const UNIT = 10n ** 18n;

/** A position of 1,000 bought and sold every tenth day, at 1 of fees each. */
function roundTrips(days: number, change: Partial<Fill> = {}): Fill[] {
  return Array.from({ length: Math.floor(days / 5) + 1 }, (_, seq) => ({
    ...{
      id: `f${seq}`,
      account: 'main',
      symbol: 'BTC-USD',
      instrument: 'spot' as const,
      seq,
      orderId: `o${seq}`,
    },
    ...{ qty: UNIT, price: 1000n * UNIT, fee: UNIT, feeAsset: 'USD', orderType: null, startPosition: null },
    side: seq % 2 ? ('sell' as const) : ('buy' as const),
    ts: START + seq * 5 * DAY_MS,
    ...change,
  }));
}

const costsOf = (fills: Fill[]) => {
  const { decisions, ledger } = replay(fills);
  return activityCosts(decisions, ledger);
};

const PERPETUAL = { instrument: 'linear', settle: 'USDC', feeAsset: 'USDC' } as const;

describe('the costs of activity', () => {
  it('are turnover and fees a year over the exposure: 36.5 round trips, 73 fees of a thousandth', () => {
    const [turnover, fees] = costsOf(roundTrips(365));
    expect(turnover?.value).toBeCloseTo(37, 0);
    expect(fees?.value).toBeCloseTo(0.074, 3);
  });

  it('are amounts of what a perpetual is paid in, its fees too, whatever it is quoted in', () => {
    const costs = costsOf(roundTrips(365, PERPETUAL));
    expect(costs.map(({ value }) => value)).toEqual(costsOf(roundTrips(365)).map(({ value }) => value));
    expect(costs.map(({ estimator }) => estimator)).toEqual(
      Array(2).fill('over the largest exposure so far, USDC'),
    );
  });

  it('leave out what is traded in another asset, or in contracts whose size is no amount of it', () => {
    const perpetuals = roundTrips(365, PERPETUAL);
    const apart = (id: string, change: Partial<Fill>): Fill[] =>
      roundTrips(0, { id, orderId: id, qty: 1000n * UNIT, ...change });
    const others = [
      ...apart('spot', { symbol: 'ETH-USD' }),
      ...apart('inverse', { symbol: 'ETH-USD', instrument: 'inverse', settle: 'USDC', feeAsset: 'USDC' }),
    ];
    expect(costsOf([...perpetuals, ...others])).toEqual(costsOf(perpetuals));
  });

  it('are not known of fees that have no rate, which are never taken as nothing', () => {
    const [turnover, fees] = costsOf(roundTrips(365, { feeAsset: 'BNB' }));
    expect(turnover).toEqual(costsOf(roundTrips(365))[0]);
    expect(fees).toEqual({
      ...{ name: 'yearly fees ÷ exposure', value: null, ciLow: null, ciHigh: null },
      estimator: 'over the largest exposure so far, USD',
      reason: 'No rate is known for 74 BNB of fees.',
    });
    const [one, ...others] = roundTrips(365);
    const mixed = costsOf([{ ...(one as Fill), feeAsset: 'BNB' }, ...others]);
    expect(mixed[1]?.value).toBeNull();
  });

  it('are not annualised below 90 days', () => {
    expect(costsOf(roundTrips(80))).toEqual([]);
  });
});
