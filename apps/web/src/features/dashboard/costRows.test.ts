import type { BiasReport } from '@twin/shared/dto/bias';
import { describe, expect, it } from 'vitest';
import { BIASES } from '../../../test/dashboardSamples.ts';
import { costRows } from './costRows.ts';

const priced = (label: BiasReport['label'], value: string): BiasReport => {
  const [, , sample] = BIASES.items;
  if (!sample?.cost) throw new Error('the sample has a cost');
  return { ...sample, label, cost: { ...sample.cost, value, ciLow: '-2', ciHigh: '9.5' } };
};

describe('the part of a pattern in the result', () => {
  it('is its cost turned round, with its interval, to the last digit', () => {
    const [row] = costRows([priced('fomo_chase', '1.000000000000000001')], 'USD');
    expect(row).toMatchObject({ result: '-1.000000000000000001', low: '-9.5', high: '2' });
  });

  it('stands from the costliest to what brought most', () => {
    const rows = costRows([priced('fomo_chase', '-3'), priced('early_exit', '7')], 'USD');
    expect(rows.map(({ label }) => label)).toEqual(['early_exit', 'fomo_chase']);
  });

  it('is shown in its own asset only', () => {
    expect(costRows(BIASES.items, 'EUR')).toEqual([]);
  });
});
