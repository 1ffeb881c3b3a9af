import { z } from 'zod';
import { SIDES } from '../primitives/side.ts';
import { BiasTagRef, JudgedTagDto } from './bias.ts';
import { TradeDto } from './trade.ts';
import { DecimalText, Id, PageQuery, page, UtcTime } from './wire.ts';

export const AssetAmount = z.object({ asset: z.string(), amount: DecimalText });
export type AssetAmount = z.infer<typeof AssetAmount>;

export const EpisodeDto = z.object({
  id: Id,
  account: z.string(),
  symbol: z.string(),
  side: z.enum(['long', 'short']),
  /** What its result is in. */
  asset: z.string(),
  openedAt: UtcTime,
  closedAt: UtcTime.nullable(),
  qtyMax: DecimalText,
  entryPrice: DecimalText.nullable(),
  exitPrice: DecimalText.nullable(),
  /** null = part of the cost is unknown. */
  realisedPnl: DecimalText.nullable(),
  fees: z.array(AssetAmount),
  mae: z.number().nullable(),
  mfe: z.number().nullable(),
  holdMs: z.number().nullable(),
  tags: z.array(BiasTagRef),
});
export type EpisodeDto = z.infer<typeof EpisodeDto>;

export const EpisodePage = page(EpisodeDto);
export type EpisodePage = z.infer<typeof EpisodePage>;

export const CandleDto = z.object({
  ts: UtcTime,
  open: DecimalText,
  high: DecimalText,
  low: DecimalText,
  close: DecimalText,
  volume: DecimalText,
});
export type CandleDto = z.infer<typeof CandleDto>;

/** One decision with everything that explains it. */
export const DecisionDto = z.object({
  id: Id,
  account: z.string(),
  symbol: z.string(),
  side: z.enum(SIDES),
  ts: UtcTime,
  qty: DecimalText,
  vwap: DecimalText,
  fills: z.array(TradeDto),
  episode: EpisodeDto.nullable(),
  tags: z.array(JudgedTagDto),
  /** Candles around it; empty without market data. */
  candles: z.array(CandleDto),
});
export type DecisionDto = z.infer<typeof DecisionDto>;

export const EpisodeQuery = PageQuery.extend({
  symbol: z.string().max(64).optional(),
  account: z.string().max(64).optional(),
  since: UtcTime.optional(),
  until: UtcTime.optional(),
});
export type EpisodeQuery = z.infer<typeof EpisodeQuery>;
