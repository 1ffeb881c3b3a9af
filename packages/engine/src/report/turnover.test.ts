import { describe, expect, it } from 'vitest';
import { START } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { activityCosts } from './turnover.ts';

const DAY_MS = 86_400_000;
const UNIT = 10n ** 18n;

/** A position of 1,000 bought and sold every tenth day, at 1 of fees each. */
function roundTrips(days: number): Fill[] {
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
  }));
}

describe('the costs of activity', () => {
  it('are turnover and fees a year over the exposure: 36.5 round trips, 73 fees of a thousandth', () => {
    const { decisions, ledger } = replay(roundTrips(365));
    const [turnover, fees] = activityCosts(decisions, ledger);
    expect(turnover?.value).toBeCloseTo(37, 0);
    expect(fees?.value).toBeCloseTo(0.074, 3);
  });

  it('are not annualised below 90 days', () => {
    const { decisions, ledger } = replay(roundTrips(80));
    expect(activityCosts(decisions, ledger)).toEqual([]);
  });
});
