import type { CoachMessageDto } from '@twin/shared/dto/coach';
import type { DecisionDto, EpisodeDto } from '@twin/shared/dto/decision';
import type { ImportDto, ImportPreview } from '@twin/shared/dto/import';
import type { TradeRow } from '@twin/shared/dto/trade';

const START = Date.UTC(2025, 2, 1, 12);

/** A plain fill; the larger the number, the older. */
export function sampleTrade(number: number): TradeRow {
  return {
    id: `t${number}`,
    broker: 'canonical',
    account: 'Main',
    extId: `Main:BTC-USD:${number}`,
    symbol: 'BTC-USD',
    instrument: 'spot',
    side: number % 2 === 0 ? 'buy' : 'sell',
    qty: '0.5',
    price: '97830.36',
    fee: '1.25',
    feeAsset: 'USD',
    ts: new Date(START - number * 60_000).toISOString(),
    seq: -number,
    orderId: null,
    orderType: null,
    startPosition: null,
    settle: null,
    decisionId: `t${number}`,
    tags: [],
  };
}

/** A closed position that lost. */
export function sampleEpisode(): EpisodeDto {
  return {
    id: 'e1',
    account: 'Main',
    symbol: 'BTC-USD',
    side: 'long',
    asset: 'USD',
    openedAt: '2025-03-01T10:00:00.000Z',
    closedAt: '2025-03-01T12:00:00.000Z',
    qtyMax: '0.5',
    entryPrice: '30000',
    exitPrice: '29000',
    realisedPnl: '-502.5',
    fees: [{ asset: 'USD', amount: '2.5' }],
    mae: -0.04,
    mfe: 0.01,
    holdMs: 7_200_000,
    decisionIds: ['t1', 't2'],
    tags: [],
  };
}

export const SETTINGS = {
  timeZone: 'UTC',
  displayAsset: null,
  theme: 'system',
  mailDigest: false,
  marketFetch: false,
  rephrase: false,
} as const;

export const SESSION = {
  user: { id: 'u1', email: 'ada@example.com', createdAt: '2025-01-01T00:00:00Z', isDemo: false },
  expiresAt: '2030-01-01T00:00:00Z',
};

export const PROBLEMS = [
  { line: 4, field: 'price', reason: '"n/a" is not a number.', fix: 'Write the price with a point.' },
  { line: 17, field: 'ts', reason: 'The time is missing.', fix: 'Fill in the time of the fill.' },
  { line: 212, field: 'side', reason: '"swap" is neither buy nor sell.', fix: 'Write buy or sell.' },
];

export const ROWS = { read: 1446, accepted: 1427, duplicate: 12, ignored: 4, rejected: 3 };

export function samplePreview(): ImportPreview {
  const { decisionId: _, tags: __, ...trade } = sampleTrade(1);
  return {
    format: 'canonical',
    timezone: 'UTC',
    rows: { ...ROWS, conflicting: 0 },
    trades: { accepted: 1427, duplicate: 12, conflicting: 0 },
    accounts: ['Main'],
    sample: [trade],
    problems: PROBLEMS,
    mapping: null,
    columns: [],
  };
}

export function sampleImport(status: ImportDto['status']): ImportDto {
  return {
    id: 'import-1',
    fileName: 'fills.csv',
    account: 'main',
    accounts: ['Main'],
    status,
    format: 'canonical',
    timezone: 'UTC',
    rows: ROWS,
    trades: { accepted: 1427, duplicate: 12 },
    problems: PROBLEMS,
    error: null,
    createdAt: '2025-03-01T12:00:00.000Z',
    finishedAt: status === 'done' ? '2025-03-01T12:00:03.000Z' : null,
  };
}

export const REFLECTION: CoachMessageDto = {
  id: 'm1',
  role: 'coach',
  text: 'On 8 Mar 2025 you bought BTC-USD 12 min after a loss, at 3.0x your usual size. Which rule was it?',
  facts: {
    day: { kind: 'date', value: '2025-03-08', text: '8 Mar 2025' },
    symbol: { kind: 'symbol', value: 'BTC-USD', text: 'BTC-USD' },
    size: { kind: 'ratio', value: '3', text: '3.0x' },
  },
  cta: { kind: 'simulation', simulation: 'hold', decisionId: 't2' },
  decisionId: 't2',
  label: 'revenge_trade',
  createdAt: '2025-03-08T12:00:00.000Z',
};

export function sampleMessage(number: number): CoachMessageDto {
  const createdAt = new Date(START + number * 60_000).toISOString();
  const rest = { facts: {}, cta: null, decisionId: null, label: null };
  return { id: `note-${number}`, role: 'coach', text: `Message ${number}.`, createdAt, ...rest };
}

export function sampleDecision(candles: DecisionDto['candles'] = []): DecisionDto {
  return {
    id: 't2',
    account: 'Main',
    symbol: 'BTC-USD',
    side: 'buy',
    ts: sampleTrade(2).ts,
    qty: '0.5',
    vwap: '97830.36',
    fills: [sampleTrade(2)],
    episode: null,
    tags: [
      {
        id: 'tag-1',
        tradeId: 't2',
        label: 'revenge_trade',
        confidence: 0.84,
        features: {
          sizeRatio: { value: 3, contribution: 1.2 },
          sameSymbol: { value: 1, contribution: -0.3 },
        },
        engineVersion: '0.1.0',
        modelVersion: '0.1.0',
        feedback: null,
      },
    ],
    candles,
  };
}

/** Hourly bars from two hours before the sample decision on; the third one rises. */
export function sampleCandles(): DecisionDto['candles'] {
  const begin = Date.parse('2025-03-01T10:00:00Z');
  return ['100', '101', '99', '104'].map((close, hour) => ({
    ts: new Date(begin + hour * 3_600_000).toISOString(),
    open: '100',
    high: '105',
    low: '98',
    close,
    volume: '1',
  }));
}
