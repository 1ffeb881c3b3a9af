import type { AccountSummary, CalendarAnswer, EquityCurve } from '@twin/shared/dto/account';
import type { BiasReport, BiasReportAnswer, BiasTimeline } from '@twin/shared/dto/bias';
import type { BreakdownAnswer, OutcomeAnswer } from '@twin/shared/dto/outcome';

export function sampleSummary(change: Partial<AccountSummary> = {}): AccountSummary {
  return {
    byQuote: [
      {
        asset: 'USD',
        realisedPnl: '-2014.31',
        unrealisedPnl: '0',
        fees: '226.1',
        episodes: 91,
        knownEpisodes: 89,
        breakEven: 14,
        winRate: 43 / 89,
        decidedWinRate: 42 / 75,
        profitFactor: 0.29,
        maxDrawdown: '2481.41',
      },
    ],
    bySymbol: [
      {
        symbol: 'BTC-USD',
        asset: 'USD',
        fills: 183,
        position: '0',
        avgCost: null,
        realisedPnl: '-2014.31',
        realisedPnlGross: '-1788.21',
        fees: [{ asset: 'USD', amount: '226.1' }],
        ratedFees: [],
        unknownCostQty: '0',
      },
    ],
    unexplained: [],
    unconverted: [],
    trades: 183,
    dataVersion: 1,
    engineVersion: '0.1.0',
    isUpdating: false,
    ...change,
  };
}

const REPORT: BiasReport = {
  label: 'fomo_chase',
  verdict: 'supported',
  n: 94,
  needed: 0,
  effect: {
    name: 'entries after a spike ÷ expected',
    value: 1.8,
    ciLow: 1.2,
    ciHigh: 2.6,
    estimator: 'moved by whole days',
  },
  pValue: 0.001,
  qValue: 0.004,
  cost: {
    asset: 'USD',
    value: '-120.5',
    ciLow: '-300',
    ciHigh: '40',
    fees: '12.25',
    opportunity: '-132.75',
    unpricedFees: [],
    isMeasurable: false,
    decisions: 14,
    paidOff: 9,
    unfinished: 1,
    alternative: 'skip',
    alone: { value: '-150', fees: '14' },
    unknown: 0,
    others: [],
  },
  costNote: null,
  falsePositiveRate: 0.022,
  examples: ['d1', 'd2'],
};

export const BIASES: BiasReportAnswer = {
  items: [
    {
      ...REPORT,
      label: 'early_exit',
      verdict: 'not_enough_data',
      n: 8,
      needed: 12,
      effect: null,
      cost: null,
      costNote: 'No decision was flagged.',
    },
    { ...REPORT, label: 'size_drift', verdict: 'not_supported' },
    REPORT,
    { ...REPORT, label: 'break_even', verdict: 'not_enough_data', n: 32, needed: 28, cost: null },
  ],
  engineVersion: '0.1.0',
  modelVersion: '0.1.0',
  scoredAt: '2025-03-05T00:00:00.000Z',
  isUpdating: false,
};

export const EQUITY: EquityCurve = {
  asset: 'USD',
  unconverted: [],
  points: ['100', '80.05', '150'].map((actual, day) => ({
    ts: new Date(Date.UTC(2025, 2, 2 + day)).toISOString(),
    actual,
    twin: null,
    coverage: 1,
  })),
};

export const TIMELINE: BiasTimeline = {
  items: [{ ts: '2025-03-03T00:00:00.000Z', label: 'fomo_chase', count: 3, meanConfidence: 0.71 }],
};

export const CALENDAR: CalendarAnswer = {
  month: '2025-03',
  timeZone: 'UTC',
  days: [
    {
      date: '2025-03-03',
      lines: [{ asset: 'USD', realisedPnl: '69.95', fees: '1', trades: 2, episodes: 1 }],
      tags: 1,
    },
  ],
};

export const OUTCOMES: OutcomeAnswer = {
  asset: 'USD',
  timeZone: 'UTC',
  n: 5,
  hours: [
    { weekday: 2, hour: 14, episodes: 3, wins: 1, realisedPnl: '-120.5' },
    { weekday: 5, hour: 0, episodes: 2, wins: 1, realisedPnl: '20' },
  ],
  returns: [
    { from: null, to: 0, episodes: 3 },
    { from: 0, to: null, episodes: 2 },
  ],
  holds: {
    winners: {
      n: 2,
      points: [
        { closed: 0.5, holdMs: 600_000 },
        { closed: 1, holdMs: 3_600_000 },
      ],
    },
    losers: { n: 3, points: [{ closed: 1, holdMs: 7_200_000 }] },
  },
  excursions: {
    n: 5,
    items: [
      {
        id: 'e1',
        decisionId: 'd1',
        symbol: 'BTC-USD',
        openedAt: '2025-03-01T10:00:00.000Z',
        mae: -0.03,
        mfe: 0.01,
        realisedPnl: '-120.5',
      },
    ],
  },
};

export const BREAKDOWN: BreakdownAnswer = {
  by: 'side',
  asset: 'USD',
  rows: [
    {
      key: 'long',
      episodes: 5,
      wins: 2,
      realisedPnl: '-100.5',
      best: '30',
      worst: '-80',
      medianHoldMs: 600_000,
    },
  ],
};
