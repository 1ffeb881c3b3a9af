import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { Z95 } from '../stats/wilson.ts';
import { assetCosts, type DecisionCost } from './assetCost.ts';
import { slippageBps, slippageShare } from './tradingCost.ts';

const DAY = 86_400_000;

function cost(
  decisionId: string,
  day: number,
  gross: string,
  more: Partial<DecisionCost> = {},
): DecisionCost {
  return {
    ...{ decisionId, ts: day * DAY + 1_000, asset: 'USD', confidence: 1, isFound: true, isRunning: false },
    ...{ gross: decimal(gross), fees: 0n },
    ...more,
  };
}

const only = (costs: DecisionCost[], days = [0, 1]) =>
  assetCosts(
    costs,
    days.map((day) => day * DAY),
    1,
  )[0];

describe('what flagged decisions cost in an asset', () => {
  it('is what they changed less the fees they would have saved, the parts of a decision together', () => {
    const costs = [
      cost('a', 0, '30', { fees: decimal('-2') }),
      cost('a', 0, '-10', { fees: decimal('-1'), isRunning: true }),
      cost('b', 1, '-45', { fees: decimal('-5') }),
    ];
    expect(only(costs)).toMatchObject({
      ...{ asset: 'USD', value: '-17', fees: '8', opportunity: '-25' },
      ...{ decisions: 2, paidOff: 1, unfinished: 1 },
    });
  });

  it('is told in plain digits however large it is', () => {
    expect(only([cost('a', 0, '3000000000000000000000'), cost('b', 1, '0')])).toMatchObject({
      value: '3000000000000000000000',
      ciHigh: expect.stringMatching(/^\d{22}$/),
    });
  });

  it('counts what is found, and sums what is weighed too', () => {
    const costs = [
      cost('a', 0, '-3', { isFound: false, isRunning: true }),
      cost('b', 0, '0'),
      cost('c', 0, '-1'),
    ];
    expect(only(costs)).toMatchObject({ value: '-4', decisions: 2, paidOff: 1, unfinished: 0 });
    const fees = [cost('a', 0, '-3', { fees: decimal('-4') })];
    expect(only(fees)).toMatchObject({ value: '1', paidOff: 0 });
  });

  it('stands in the asset of most decisions first, then by name', () => {
    const costs = [
      cost('a', 0, '1', { asset: 'EUR' }),
      cost('b', 0, '1', { asset: 'CHF' }),
      cost('c', 0, '1'),
      cost('d', 0, '1'),
      cost('a', 1, '1', { asset: 'EUR' }),
    ];
    expect(assetCosts(costs, [0], 1).map(({ asset }) => asset)).toEqual(['USD', 'CHF', 'EUR']);
  });
});

it('names the fees without a rate that would not have been paid, by asset, in none of its amounts', () => {
  const unpriced = (asset: string, amount: string) => [{ asset, amount: decimal(amount) }];
  const costs = [
    cost('a', 0, '-3', { fees: decimal('-2'), unpriced: unpriced('HYPE', '-0.5') }),
    cost('a', 0, '-1', { unpriced: unpriced('BNB', '-0.01') }),
    cost('b', 1, '-1', { unpriced: unpriced('BNB', '-0.02') }),
  ];
  expect(only(costs)).toMatchObject({
    ...{ value: '-3', fees: '2' },
    unpricedFees: [
      { asset: 'BNB', amount: '0.03' },
      { asset: 'HYPE', amount: '0.5' },
    ],
  });
  expect(only([cost('a', 0, '1')])?.unpricedFees).toEqual([]);
});

describe('its interval', () => {
  it('is the normal one of the sum of the days while they are fewer than thirty', () => {
    // Days of 10, 0 and 2: sum 12, squares about the mean of 4 are 36 + 16 + 4.
    const error = Z95 * Math.sqrt((3 * 56) / 2);
    const line = only([cost('a', 0, '10'), cost('b', 2, '1'), cost('c', 2, '1')], [0, 1, 2]);
    expect(Number(line?.ciLow)).toBeCloseTo(12 - error, 7);
    expect(Number(line?.ciHigh)).toBeCloseTo(12 + error, 7);
    expect(line?.isMeasurable).toBe(false);
  });

  it('is that of resampled days from thirty on, those without a flagged decision included', () => {
    const days = Array.from({ length: 40 }, (_, day) => day);
    const costs = days
      .filter((day) => day % 2 === 0)
      .map((day) => cost(`d${day}`, day, String(5 + (day % 3))));
    const rows = days.map((day) => [day % 2 === 0 ? 5 + (day % 3) : 0]);
    const expected = bootstrapByDay(rows, ([sum = 0]) => sum, 1);
    const line = only(costs, days);
    expect(Number(line?.ciLow)).toBeCloseTo(expected?.low ?? Number.NaN, 7);
    expect(Number(line?.ciHigh)).toBeCloseTo(expected?.high ?? Number.NaN, 7);
    expect(line?.isMeasurable).toBe(true);
    const gains = costs.map((one) => ({ ...one, gross: -one.gross }));
    expect(only(gains, days)?.isMeasurable).toBe(true);
  });

  it('is wider by what the pattern may not have brought about', () => {
    // With .5 the whole change of 20 happened or none of it: a variance of .5 × .5 × 20² = 100.
    const line = only([cost('a', 0, '10', { confidence: 0.5 }), cost('b', 1, '10')]);
    expect(Number(line?.ciLow)).toBeCloseTo(20 - Z95 * 10, 7);
    expect(Number(line?.ciHigh)).toBeCloseTo(20 + Z95 * 10, 7);
    const days = [cost('a', 0, '16', { confidence: 0.8 }), cost('b', 1, '0')];
    const reach = Math.sqrt((Z95 * Math.sqrt(2 * 128)) ** 2 + Z95 * Z95 * 64);
    expect(Number(only(days)?.ciLow)).toBeCloseTo(16 - reach, 7);
    expect(only([cost('a', 0, '1', { confidence: 0 }), cost('b', 1, '1')])?.ciLow).toBe('2');
  });

  it('is as many times as wide as the lives of the lab ask for, around the same value', () => {
    const costs = [cost('a', 0, '10', { confidence: 0.5 }), cost('b', 1, '10')];
    const [line] = assetCosts(costs, [0, DAY], 1, 2.5);
    expect(line?.value).toBe('20');
    expect(Number(line?.ciLow)).toBeCloseTo(20 - 2.5 * Z95 * 10, 7);
    expect(Number(line?.ciHigh)).toBeCloseTo(20 + 2.5 * Z95 * 10, 7);
  });

  it('is none from a single day, however many decisions it had', () => {
    const line = only([cost('a', 0, '10'), cost('b', 0, '20')], [0]);
    expect(line).toMatchObject({ ciLow: null, ciHigh: null, isMeasurable: false });
  });
});

it('half of the usual spread is 5 basis points for the majors and 20 for all others', () => {
  expect(['BTC-USD', 'ETH-EUR', 'SOL-USD', 'USD-BTC'].map(slippageBps)).toEqual([5, 5, 20, 20]);
  expect(slippageShare('BTC-USD')).toBe(decimal('0.0005'));
  expect(slippageShare('SOL-USD')).toBe(decimal('0.002'));
});
