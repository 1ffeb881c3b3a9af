import { z } from 'zod';
import { INSTRUMENTS, ORDER_TYPES, SIDES } from '../primitives/side.ts';
import { TRADE_SORTS } from '../primitives/tradeSort.ts';
import { BiasTagRef } from './bias.ts';
import { DecimalText, Id, page, UtcTime } from './wire.ts';

/** A fill as every room outside the engine sees it. */
export const TradeDto = z.object({
  id: Id,
  broker: z.string().max(32),
  account: z.string().max(64),
  extId: z.string().max(256),
  symbol: z.string().max(64),
  instrument: z.enum(INSTRUMENTS),
  side: z.enum(SIDES),
  qty: DecimalText,
  price: DecimalText,
  fee: DecimalText,
  feeAsset: z.string().max(16).nullable(),
  ts: UtcTime,
  /** Order among equal times: the file's or the venue's. */
  seq: z.number().int(),
  orderId: z.string().max(128).nullable(),
  orderType: z.enum(ORDER_TYPES).nullable(),
  startPosition: DecimalText.nullable(),
  /** What a derivative pays in, where that is not its usual asset. */
  settle: z.string().max(16).nullable(),
});
export type TradeDto = z.infer<typeof TradeDto>;

export const TradeRow = TradeDto.extend({ decisionId: Id.nullable(), tags: z.array(BiasTagRef) });
export type TradeRow = z.infer<typeof TradeRow>;

export const TradePage = page(TradeRow);
export type TradePage = z.infer<typeof TradePage>;

export const TradeQuery = z.object({
  since: UtcTime.optional(),
  until: UtcTime.optional(),
  symbol: z.string().max(64).optional(),
  /** One pattern, or `any` (ANY_LABEL) for trades that have one at all. */
  label: z.string().max(64).optional(),
  account: z.string().max(64).optional(),
  /** Also tags below the shown confidence. */
  all: z.stringbool().optional(),
  sort: z.enum(TRADE_SORTS).default('ts'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(400).optional(),
});
export type TradeQuery = z.infer<typeof TradeQuery>;
