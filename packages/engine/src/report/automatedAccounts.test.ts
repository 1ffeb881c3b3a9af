import { describe, expect, it } from 'vitest';
import { START } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { randomFrom } from '../stats/random.ts';
import { automatedAccounts } from './automatedAccounts.ts';

const HOUR_MS = 3_600_000;
const UNIT = 10n ** 18n;

function fillsAt(account: string, times: readonly number[]): Fill[] {
  return times.map((ts, seq) => ({
    ...{
      id: `${account}${seq}`,
      account,
      symbol: 'BTC-USD',
      instrument: 'spot',
      seq,
      orderId: `${account}${seq}`,
    },
    ...{ qty: UNIT, price: 100n * UNIT, fee: 0n, feeAsset: 'USD', orderType: null, startPosition: null },
    side: seq % 2 === 0 ? 'buy' : 'sell',
    ts: START + ts,
  }));
}

function found(...histories: Fill[][]): string[] {
  return automatedAccounts(replay(histories.flat().toSorted((a, b) => a.ts - b.ts)).decisions);
}

/** At random moments of the hours given, a few times a day. */
function person(days: number, hours: readonly number[]): number[] {
  const random = randomFrom(5);
  return Array.from({ length: days }, (_, day) =>
    hours.map((hour) => (day * 24 + hour) * HOUR_MS + random.below(HOUR_MS)),
  ).flat();
}

const ALL_DAY = Array.from({ length: 24 }, (_, hour) => hour);

describe('accounts that look like a program’s', () => {
  it('trade at all hours alike, or like clockwork', () => {
    const clockwork = Array.from({ length: 60 }, (_, i) => i * 7 * HOUR_MS);
    expect(found(fillsAt('sleepless', person(5, ALL_DAY)))).toEqual(['sleepless']);
    expect(found(fillsAt('clockwork', clockwork), fillsAt('hand', person(40, [9, 13, 20])))).toEqual([
      'clockwork',
    ]);
  });

  it('are not those of a person who sleeps, nor of one who has hardly traded', () => {
    expect(found(fillsAt('hand', person(40, [8, 9, 11, 14, 20, 22])))).toEqual([]);
    expect(found(fillsAt('new', person(4, ALL_DAY)))).toEqual([]);
  });
});
