import { z } from 'zod';
import { CandleDto } from './decision.ts';
import { Id, UtcTime } from './wire.ts';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Length of a bar, as in `1m`, `15m`, `1h`, `1d`. */
export const Granularity = z.string().regex(/^[1-9]\d{0,3}[smhd]$/, 'must look like 15m, 1h or 1d');
export type Granularity = z.infer<typeof Granularity>;

export function granularityMs(granularity: Granularity): number {
  const unit = granularity.slice(-1) as keyof typeof UNIT_MS;
  return Number(granularity.slice(0, -1)) * UNIT_MS[unit];
}

export const CandleFields = z.object({ symbol: z.string().trim().min(3).max(64), granularity: Granularity });
export type CandleFields = z.infer<typeof CandleFields>;

export const CandlesAccepted = z.object({ seriesId: Id, bars: z.number().int(), changed: z.number().int() });
export type CandlesAccepted = z.infer<typeof CandlesAccepted>;

/** How far the candles from outside are. */
export const MarketStatus = z.object({
  /** When they are looked for next; null while the person has not agreed, or before the first time. */
  nextAt: UtcTime.nullable(),
  /** Why the last look failed; null when it did not. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** What there is, by symbol and source. */
  series: z.array(z.object({ symbol: z.string(), source: z.string(), until: UtcTime.nullable() })),
});
export type MarketStatus = z.infer<typeof MarketStatus>;

export const CandleQuery = z.object({
  symbol: z.string().max(64),
  granularity: Granularity,
  from: UtcTime.optional(),
  to: UtcTime.optional(),
});
export type CandleQuery = z.infer<typeof CandleQuery>;

export const CandleAnswer = z.object({
  /** file, demo, or the venue; null when there are none. */
  source: z.string().nullable(),
  candles: z.array(CandleDto),
  /** Missing bars: from the first missing one to the next one that is there. */
  gaps: z.array(z.object({ from: UtcTime, to: UtcTime })),
});
export type CandleAnswer = z.infer<typeof CandleAnswer>;
