import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { committedModel } from '../../test/randomTrader.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import type { CostLabel } from './alternative.ts';
import { patternCosts } from './patternCost.ts';
import { flag, live, type Rows, sources } from './writtenTwin.testkit.ts';

const DAY = 24 * 60;

describe('an entry that the twin did not make', () => {
  const SKIP = { f0: flag(['fomo_chase']) };

  it('is lacking day by day, at the mark, until it is closed', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100', { fee: '1' }],
      [DAY + 60, 'sell 1 @ 130', { fee: '1' }],
    ];
    const lived = live(
      rows,
      SKIP,
      sources((hour) => (hour < 20 ? 100 : 120)),
    );
    expect(lived.points).toEqual(['2024-01-01 -19', '2024-01-02 -28']);
    expect(lived.changes).toMatchObject([{ isRunning: false }]);
  });

  it('that is still open is valued at its mark and marked as running', () => {
    const lived = live(
      [
        [0, 'buy 1 @ 100', { fee: '1' }],
        [60, 'buy 1 @ 5', { symbol: 'ETH-USD' }],
      ],
      SKIP,
      sources(() => 120),
    );
    expect(lived.changes).toMatchObject([
      { isRunning: true, change: { gross: decimal('-20'), fees: decimal('-1') } },
    ]);
  });

  it('is lacking less by what a fee took of its coins', () => {
    const rows: Rows = [
      [0, 'buy 2 @ 200', { symbol: 'BNB-USD', fee: '10' }],
      [60, 'buy 1 @ 1000', { fee: '1', feeAsset: 'BNB' }],
      [120, 'sell 1 @ 250', { symbol: 'BNB-USD' }],
    ];
    const rated: LedgerSources = { ...NO_SOURCES, rateAt: () => ({ rate: decimal('300'), quality: 'own' }) };
    expect(live(rows, SKIP, rated, 'spot').changes).toMatchObject([
      { change: { gross: decimal('-50'), fees: decimal('-5') } },
    ]);
  });

  it('that is closed in parts gives back its fees in parts', () => {
    const rows: Rows = [
      [0, 'buy 4 @ 100', { fee: '4' }],
      [60, 'sell 1 @ 110'],
      [120, 'sell 2 @ 110', { fee: '1' }],
      [180, 'sell 1 @ 110'],
    ];
    expect(live(rows, SKIP, NO_SOURCES).changes).toMatchObject([
      { change: { gross: decimal('-10'), fees: decimal('-1') } },
      { change: { gross: decimal('-20'), fees: decimal('-3') } },
      { change: { gross: decimal('-10'), fees: decimal('-1') } },
    ]);
  });

  it('is of unknown cost where its coins moved outside the history, and a sale beyond the holding is no such move', () => {
    const moved: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'buy 1 @ 100', { start: '7' }],
      [120, 'sell 8 @ 100'],
    ];
    expect(live(moved, SKIP, NO_SOURCES, 'linear').changes).toMatchObject([
      { kind: 'unknown', reason: 'unknown_cost', flag: { decisionId: 'f0' } },
    ]);
    const before: Rows = [
      [0, 'buy 1 @ 100', { start: '7' }],
      [120, 'sell 8 @ 100'],
    ];
    expect(live(before, SKIP, NO_SOURCES, 'linear').changes).toMatchObject([
      { kind: 'unknown', reason: 'unknown_cost' },
      { kind: 'correction' },
    ]);
    const beyond: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 3 @ 110'],
      [120, 'sell 1 @ 500'],
    ];
    expect(live(beyond, SKIP, NO_SOURCES, 'spot').total).toBe('-10');
  });
});

describe('the cost of patterns', () => {
  it('stands for all of them in the asset with the most changes', () => {
    const pair = (day: number, symbol: string): Rows => [
      [day * DAY, 'buy 1 @ 100', { symbol }],
      [day * DAY + 60, 'sell 1 @ 90', { symbol }],
    ];
    const rows: Rows = [
      ...pair(0, 'BTC-EUR'),
      ...pair(1, 'BTC-USD'),
      ...pair(2, 'BTC-USD'),
      ...pair(3, 'BTC-CHF'),
      ...pair(4, 'BTC-USD'),
    ];
    const { changes } = live(
      rows,
      {
        f0: flag(['fomo_chase', 'overtrading']),
        f2: flag(['fomo_chase']),
        f4: flag(['fomo_chase']),
        f6: flag(['overtrading']),
        f8: flag(['fomo_chase']),
      },
      NO_SOURCES,
    );
    const costs = patternCosts(changes, [], committedModel());
    const assetsOf = (label: CostLabel) => {
      const cost = costs.get(label)?.cost;
      return cost ? [cost.asset, ...cost.others.map(({ asset }) => asset)] : [];
    };
    expect(assetsOf('fomo_chase')).toEqual(['USD', 'EUR']);
    // Two changes in euro, one in francs.
    expect(assetsOf('overtrading')).toEqual(['EUR', 'CHF']);
  });

  it('that nobody knows says so, by what is missing', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100', { start: '7' }],
      [120, 'sell 8 @ 100'],
    ];
    const flags = { f0: flag(['fomo_chase', 'panic_sell']), f1: flag(['early_exit', 'fomo_chase']) };
    const { changes } = live(rows, flags, NO_SOURCES, 'linear');
    const unknown = changes.filter(({ kind }) => kind === 'unknown');
    const costs = patternCosts(unknown, [], committedModel());
    expect(costs.get('fomo_chase')?.costNote).toBe('The cost of the flagged decisions is not known.');
    expect(costs.get('early_exit')?.costNote).toContain('candles around the exits');
    expect(costs.get('panic_sell')?.costNote).toBe('No decision was flagged.');
  });
});
