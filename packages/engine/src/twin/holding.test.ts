import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { account, BEGIN, MINUTE } from '../ledger/writtenFills.testkit.ts';
import type { CandleSeries } from '../market/candle.ts';
import { utcDay } from '../money/day.ts';
import type { CostLabel } from './alternative.ts';
import type { Flag } from './flag.ts';
import { patternCosts } from './patternCost.ts';
import { Twin } from './twin.ts';

type Rows = Parameters<typeof account>[1];

const HOUR = 60 * MINUTE;
const DAY = 24 * 60;

/** Hourly candles of one price each, those of the hours asked for. */
function sources(priceOf: (hour: number) => number, hours = 60): LedgerSources {
  const column = (value: (hour: number) => number) =>
    Float64Array.from({ length: hours }, (_, index) => value(index - 10));
  const series: CandleSeries = {
    ...{ symbol: 'BTC-USD', granularityMs: HOUR, aliasOf: null },
    ...{ ts: column((hour) => BEGIN + hour * HOUR), volume: column(() => 1) },
    ...{ open: column(priceOf), high: column(priceOf), low: column(priceOf), close: column(priceOf) },
  };
  return { ...NO_SOURCES, market: { candles: (symbol) => (symbol === 'BTC-USD' ? series : null) } };
}

function flag(labels: readonly CostLabel[], more: Partial<Flag> = {}): Omit<Flag, 'decisionId'> {
  return {
    ...{ ts: BEGIN, found: new Set(labels), ownShare: decimal('1'), usualShare: decimal('1') },
    ...{ confidences: new Map(labels.map((label) => [label, decimal('1')])), holdMs: 24 * HOUR },
    ...more,
  };
}

function live(
  rows: Rows,
  flags: Record<string, Omit<Flag, 'decisionId'>>,
  from: LedgerSources,
  instrument: 'spot' | 'margin' | 'linear' = 'margin',
) {
  const byId = new Map(
    Object.entries(flags).map(([decisionId, one]) => [decisionId, { ...one, decisionId }]),
  );
  const twin = new Twin({ sources: from, dayOf: utcDay, flags: byId });
  for (const fill of account(instrument, rows)) twin.add(fill);
  const changes = twin.end();
  let total = ZERO;
  for (const one of changes) if (one.kind === 'correction') total += one.change.gross - one.change.fees;
  const points = twin.points.map(({ date, difference }) => `${date} ${formatDecimal(difference)}`);
  return { changes, points, total: formatDecimal(total) };
}

const PANIC = { f1: flag(['panic_sell']) };

describe('an exit that the twin did not make', () => {
  it.each([
    ['long', 'buy', 'sell', 130, [90, 80], '29.87'],
    ['short', 'sell', 'buy', 70, [110, 120], '29.93'],
  ] as const)(
    'of a %s is joined by the entries that came back, and the rest of it ends later',
    (_side, enter, leave, later, back, total) => {
      const rows: Rows = [
        [0, `${enter} 4 @ 100`],
        [60, `${leave} 4 @ 100`],
        [120, `${enter} 1 @ ${back[0]}`],
        [180, `${enter} 1 @ ${back[1]}`],
        [2000, `${leave} 2 @ 100`],
      ];
      // Ten and twenty that the way back had brought are lost; two units end at the later price less half the spread.
      const lived = live(
        rows,
        PANIC,
        sources((hour) => (hour < 20 ? 100 : later)),
      );
      expect(lived.total).toBe(total);
      expect(lived.points.at(-1)).toBe(`2024-01-02 ${total}`);
    },
  );

  it('is joined by no more than it was, and by no entry on the other side', () => {
    const over: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [120, 'buy 5 @ 90'],
      [180, 'buy 5 @ 50'],
      [2000, 'sell 10 @ 100'],
    ];
    expect(
      live(
        over,
        PANIC,
        sources(() => 100),
      ).total,
    ).toBe('-10');
    const short: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [120, 'sell 1 @ 90'],
      [180, 'buy 1 @ 90'],
      [2000, 'buy 1 @ 100'],
    ];
    expect(
      live(
        short,
        PANIC,
        sources(() => 110),
      ).total,
    ).toBe('9.945');
  });

  it('ends where an entry came that a pattern brought about, in its measure', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100', { fee: '1' }],
      [120, 'buy 1 @ 90', { fee: '2' }],
      [2000, 'sell 1 @ 90'],
    ];
    const cause = (ownShare: string) => ({ ...PANIC, f2: flag([], { ownShare: decimal(ownShare) }) });
    // Joined: no exit at 100, no entry at 90, no fee of 3. Ended: sold at 90 less .045, with the fee rate of the exit.
    expect(
      live(
        rows,
        cause('1'),
        sources(() => 100),
      ).total,
    ).toBe('-7');
    expect(
      live(
        rows,
        cause('0'),
        sources(() => 100),
      ).total,
    ).toBe('-9.945');
    expect(
      live(
        rows,
        cause('0.5'),
        sources(() => 100),
      ).total,
    ).toBe('-8.4725');
  });

  it('is valued by its mark while it runs, fees of the exit saved, and is marked as running', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100', { fee: '1' }],
      [300, 'buy 1 @ 5', { symbol: 'ETH-USD' }],
    ];
    const lived = live(
      rows,
      PANIC,
      sources(() => 130),
    );
    expect(lived.changes).toMatchObject([
      {
        kind: 'correction',
        label: 'panic_sell',
        isRunning: true,
        change: { gross: decimal('30'), fees: decimal('-1') },
      },
    ]);
    expect(lived.points).toEqual(['2024-01-01 31']);
    expect(
      live(
        [...rows.slice(0, 2), [DAY * 2, 'buy 1 @ 5', { symbol: 'ETH-USD' }]],
        PANIC,
        sources(() => 130),
      ).changes,
    ).toMatchObject([{ isRunning: false }]);
  });

  it('is held whatever else was found in it', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [2000, 'buy 1 @ 130'],
    ];
    expect(
      live(
        rows,
        { f1: flag(['size_drift', 'early_exit']) },
        sources(() => 130),
      ).total,
    ).toBe('29.935');
    expect(
      live(
        rows,
        { f1: flag(['size_drift']) },
        sources(() => 130),
      ).total,
    ).toBe('0');
  });

  it('needs candles that ended two bars before it at most', () => {
    const rows = (minute: number): Rows => [
      [0, 'buy 1 @ 100'],
      [minute, 'sell 1 @ 100'],
    ];
    const few = sources(() => 130, 12);
    expect(live(rows(240), PANIC, few).changes).toMatchObject([{ kind: 'correction' }]);
    expect(live(rows(240.001), PANIC, few).changes).toMatchObject([
      { kind: 'unknown', reason: 'no_candles' },
    ]);
    expect(
      live(
        [
          [0, 'buy 1 @ 100'],
          [1, 'sell 1 @ 100'],
        ],
        PANIC,
        sources(() => 130, 0),
      ).changes,
    ).toMatchObject([{ kind: 'unknown' }]);
  });

  it('that brought nothing saves no fee rate', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 0', { fee: '1' }],
      [2000, 'buy 1 @ 1'],
    ];
    expect(
      live(
        rows,
        PANIC,
        sources(() => 100),
      ).total,
    ).toBe('100.95');
  });
});

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
    expect(live(rows, SKIP, rated, 'spot').total).toBe('-45');
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
    const costs = patternCosts(changes, []);
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
    const costs = patternCosts(unknown, []);
    expect(costs.get('fomo_chase')?.costNote).toBe('The cost of the flagged decisions is not known.');
    expect(costs.get('early_exit')?.costNote).toContain('candles around the exits');
    expect(costs.get('panic_sell')?.costNote).toBe('No decision was flagged.');
  });
});
