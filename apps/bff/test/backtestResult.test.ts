import type { Backtest } from '@twin/engine/rules/backtest';
import { expect, it } from 'vitest';
import { backtestResult } from '../src/modules/simulations/simulationDto.ts';

const NOW = new Date('2025-03-05T00:00:00Z');

/** `null`: nothing in this half of the history that the rule would have changed. */
function isSplit(early: string | null, late: string | null): boolean {
  const costs = (value: string | null) =>
    value === null
      ? []
      : [
          {
            ...{ asset: 'USD', value, ciLow: null, ciHigh: null, fees: '0', opportunity: value },
            ...{ isMeasurable: false, decisions: 1, paidOff: 0, unfinished: 0 },
          },
        ];
  const tested: Backtest = {
    ...{ checked: 149, blocked: ['t1'], unknown: 0, byAsset: costs('1') },
    halves: [costs(early), costs(late)],
  };
  const outcome = backtestResult(tested, NOW);
  return 'backtest' in outcome && outcome.backtest.isSplit;
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
    expect(isSplit(early, late)).toBe(is);
  },
);
