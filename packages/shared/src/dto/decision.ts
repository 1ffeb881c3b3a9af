import { z } from 'zod';
import { SIDES } from '../primitives/side.ts';
import { BiasTagRef, JudgedTagDto } from './bias.ts';
import { TradeDto, TradeRow } from './trade.ts';
import { DecimalText, Id, PageQuery, page, UtcTime } from './wire.ts';

export const AssetAmount = z.object({ asset: z.string(), amount: DecimalText });
export type AssetAmount = z.infer<typeof AssetAmount>;

export const CandleDto = z.object({
  ts: UtcTime,
  open: DecimalText,
  high: DecimalText,
  low: DecimalText,
  close: DecimalText,
  volume: DecimalText,
});
export type CandleDto = z.infer<typeof CandleDto>;

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
  /** Received above zero, paid below, for holding a perpetual: part of the result. Absent when there was none. */
  funding: DecimalText.optional(),
  mae: z.number().nullable(),
  mfe: z.number().nullable(),
  holdMs: z.number().nullable(),
  /** The trade ids of its decisions, the opening one first. */
  decisionIds: z.array(Id),
  tags: z.array(BiasTagRef),
});
export type EpisodeDto = z.infer<typeof EpisodeDto>;

export const EpisodeFill = TradeRow.extend({
  /** The signed position that it left, of this episode alone; null where coins also came or went beside the fills. */
  positionAfter: DecimalText.nullable(),
});
export type EpisodeFill = z.infer<typeof EpisodeFill>;

/** A whole position with what one needs to look at it again. */
export const EpisodeDetail = z.object({
  episode: EpisodeDto,
  /** In the order of the ledger: the first so many. A fill that crosses zero is also one of the episode it ended. */
  fills: z.array(EpisodeFill),
  fillCount: z.number().int(),
  /** From before its opening to after its end; empty without market data. */
  candles: z.array(CandleDto),
  barMs: z.number().nullable(),
  /** The candles end before the position does, since there are too many. */
  isCut: z.boolean(),
});
export type EpisodeDetail = z.infer<typeof EpisodeDetail>;

export const EpisodePage = page(EpisodeDto);
export type EpisodePage = z.infer<typeof EpisodePage>;

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

/** Which positions a number counts; the same filter narrows their list down to it. */
export const EpisodeFilter = z.object({
  symbol: z.string().max(64).optional(),
  account: z.string().max(64).optional(),
  asset: z.string().max(16).optional(),
  side: z.enum(['long', 'short']).optional(),
  /** A shown pattern of one of its decisions. */
  label: z.string().max(64).optional(),
  /** Id of a rule that one of its decisions breaks, also from before the rule was made. */
  rule: z.string().max(64).optional(),
  /** Closed with a known result above zero, or with one below or at zero. */
  outcome: z.enum(['win', 'loss']).optional(),
  /** By the time of opening; since inclusive, until exclusive. */
  since: UtcTime.optional(),
  until: UtcTime.optional(),
  /** When it was opened, on the clock of the person's zone: 1 = Monday. */
  weekday: z.coerce.number().int().min(1).max(7).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
  /** Net result as a share of the largest size at the entry price; from inclusive, to exclusive. */
  returnFrom: z.coerce.number().optional(),
  returnTo: z.coerce.number().optional(),
});
export type EpisodeFilter = z.infer<typeof EpisodeFilter>;

export const EpisodeQuery = PageQuery.extend(EpisodeFilter.shape);
export type EpisodeQuery = z.infer<typeof EpisodeQuery>;
