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

export const SETTINGS = {
  timeZone: 'UTC',
  displayAsset: null,
  theme: 'system',
  mailDigest: false,
  marketFetch: false,
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
  return { format: 'canonical', timezone: 'UTC', rows: ROWS, sample: [trade], problems: PROBLEMS };
}

export function sampleImport(status: ImportDto['status']): ImportDto {
  return {
    id: 'import-1',
    fileName: 'fills.csv',
    account: 'Main',
    status,
    format: 'canonical',
    timezone: 'UTC',
    rows: ROWS,
    problems: PROBLEMS,
    error: null,
    createdAt: '2025-03-01T12:00:00.000Z',
    finishedAt: status === 'done' ? '2025-03-01T12:00:03.000Z' : null,
  };
}
