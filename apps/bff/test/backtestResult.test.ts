import type { Backtest } from '@twin/engine/rules/backtest';
import { expect, it } from 'vitest';
import { backtestResult } from '../src/modules/simulations/simulationDto.ts';

const NOW = new Date('2025-03-05T00:00:00Z');

/** `null`: nothing in this half of the history that the rule would have changed. */
function costs(value: string | null, paidOff = 0): Backtest['byAsset'] {
  if (value === null) return [];
  return [
    {
      ...{ asset: 'USD', value, ciLow: null, ciHigh: null, fees: '0', opportunity: value },
      ...{ isMeasurable: false, decisions: 1, paidOff, unfinished: 0, unpricedFees: [] },
    },
  ];
}

function resultOf(tested: Partial<Backtest>) {
  const outcome = backtestResult(
    {
      ...{ checked: 149, blocked: ['t1'], unknown: 0, winners: 0, byAsset: costs('1') },
      ...{ halves: [[], []], ...tested },
    },
    NOW,
  );
  if (!('backtest' in outcome)) throw new Error('no result');
  return outcome.backtest;
}

it.each([
  ['1218.3', '-40', true],
  ['-0.01', '150', true],
  ['1218.3', '40', false],
  ['-1218.3', '-40', false],
  ['1218.3', null, false],
  ['-1218.3', null, false],
  [null, '-40', false],
  ['0', '-40', false],
  ['1218.3', '0', false],
])(
  'a rule is split between %s and %s only where it helped in one half and hurt in the other: %s',
  (early, late, is) => {
    expect(resultOf({ halves: [costs(early), costs(late)] }).isSplit).toBe(is);
  },
);

it('winners are the blocked ones that made money, not those that the rule would have cost', () => {
  const { blockedWinners, changes } = resultOf({ winners: 0, byAsset: costs('-1.9', 1) });
  expect({ blockedWinners, changes }).toMatchObject({ blockedWinners: 0, changes: [{ paidOff: 1 }] });
  expect(resultOf({ winners: 1, byAsset: costs('20', 0) }).blockedWinners).toBe(1);
});
