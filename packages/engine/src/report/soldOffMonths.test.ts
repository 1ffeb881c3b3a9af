import { describe, expect, it } from 'vitest';
import { START } from '../../test/randomTrader.ts';
import type { Fill, Side } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { soldOffMonths } from './soldOffMonths.ts';

const DAY_MS = 86_400_000;
const UNIT = 10n ** 18n;

interface Act {
  day: number;
  side: Side;
  qty?: bigint;
  price?: bigint;
}

function fillsOf(acts: readonly Act[]): Fill[] {
  return acts.map(({ day, side, qty = 1n, price = 100n }, seq) => ({
    ...{
      id: `f${seq}`,
      account: 'main',
      symbol: 'BTC-USD',
      instrument: 'spot',
      seq,
      orderId: `o${seq}`,
      side,
    },
    ...{
      qty: qty * UNIT,
      price: price * UNIT,
      fee: 0n,
      feeAsset: 'USD',
      orderType: null,
      startPosition: null,
    },
    ts: START + day * DAY_MS,
  }));
}

function shareOf(acts: readonly Act[], markAt: (ts: number) => bigint | null = () => null) {
  const { decisions } = replay(fillsOf(acts));
  const [effect] = soldOffMonths(decisions, (_, ts) => markAt(ts));
  return effect;
}

/** Ten units held through; each month one is bought. */
const HELD: Act[] = Array.from({ length: 14 }, (_, month) => ({
  day: month * 30 + 5,
  side: 'buy',
  qty: 10n,
}));
const LATER: Act = { day: 14 * 30 + 5, side: 'buy' };

describe('months that sold the account off', () => {
  it('are the ones that ended with at most a tenth, at least half of the fall by selling', () => {
    const soldOff = shareOf([...HELD, { day: 13 * 30 + 10, side: 'sell', qty: 130n }, LATER]);
    expect(soldOff?.value).toBeCloseTo(1 / 13, 4);
    expect(soldOff?.estimator).toContain('13 months');
    const kept = shareOf([...HELD, { day: 13 * 30 + 10, side: 'sell', qty: 100n }, LATER]);
    expect(kept?.value).toBe(0);
  });

  it('are not the ones in which the market alone fell', () => {
    const crash = START + 13.5 * 30 * DAY_MS;
    const fallen = shareOf([...HELD, LATER], (ts) => (ts >= crash ? 5n : 100n) * UNIT);
    expect(fallen?.value).toBe(0);
  });

  it('are not told below a year of months with something held, nor of a day trader who is flat at night', () => {
    expect(shareOf(HELD.slice(0, 12))).toBeUndefined();
    const daily = Array.from({ length: 500 }, (_, day): Act[] => [
      { day, side: 'buy' },
      { day: day + 0.3, side: 'sell' },
    ]);
    expect(shareOf(daily.flat())).toBeUndefined();
  });
});
