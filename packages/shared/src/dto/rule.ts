import { z } from 'zod';
import { DecimalText, Id, page, UtcTime } from './wire.ts';

const Percent = z.number().positive().max(100);
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must look like 09:30');

/** A promise of the person about single decisions, by kind; times of day are local. */
export const RuleSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('max_trades_per_day'),
    params: z.strictObject({ trades: z.number().int().min(1).max(1000) }),
  }),
  z.object({
    kind: z.literal('cooldown_after_loss'),
    params: z.strictObject({ minutes: z.number().int().min(1).max(43_200) }),
  }),
  z.object({
    kind: z.literal('max_position_notional'),
    params: z.strictObject({ asset: z.string().min(1).max(16), notional: DecimalText }),
  }),
  z.object({
    kind: z.literal('no_entry_after_spike'),
    params: z.strictObject({ percent: Percent, hours: z.number().int().min(1).max(168) }),
  }),
  z.object({
    kind: z.literal('no_averaging_down'),
    params: z.strictObject({ percent: z.number().min(0).max(100) }),
  }),
  z.object({ kind: z.literal('stop_required_by_mae'), params: z.strictObject({ percent: Percent }) }),
  z.object({
    kind: z.literal('trading_hours'),
    params: z.strictObject({ from: TimeOfDay, to: TimeOfDay }),
  }),
]);
export type RuleSpec = z.infer<typeof RuleSpec>;

export const RuleBody = RuleSpec.and(z.object({ active: z.boolean().default(true) }));
export type RuleBody = z.infer<typeof RuleBody>;

/** The kind stays; other params begin the rule anew. */
export const RuleChange = z.object({ params: z.unknown().optional(), active: z.boolean().optional() });
export type RuleChange = z.infer<typeof RuleChange>;

/** Shares of breaches in two spans of equal length, before and after the rule was made. */
const BeforeAfter = z.object({
  before: z.number().int(),
  after: z.number().int(),
  rateBefore: z.number(),
  rateAfter: z.number(),
  difference: z.number(),
  ciLow: z.number().nullable(),
  ciHigh: z.number().nullable(),
  /** The span before was worse than the time before it: part of the difference would have come anyway. */
  startedHigh: z.boolean(),
});
export type BeforeAfter = z.infer<typeof BeforeAfter>;

export const RuleAdherence = z.object({
  /** Local days with decisions that the rule concerns, oldest first, at most the last 400. */
  days: z.array(z.object({ date: z.string(), checked: z.number().int(), breached: z.number().int() })),
  /** Decisions for which it cannot be said: no candles, or no known cost. */
  unknown: z.number().int(),
  beforeAfter: BeforeAfter.nullable(),
});
export type RuleAdherence = z.infer<typeof RuleAdherence>;

const RuleState = z.object({
  id: Id,
  active: z.boolean(),
  createdAt: UtcTime,
  /** From when on it counts: made, changed or switched on again. */
  since: UtcTime,
  /** null until the worker has checked it. */
  adherence: RuleAdherence.nullable(),
  /** Breaches since then, newest first, at most 20, and how many there are. */
  breaches: z.array(z.object({ tradeId: Id, symbol: z.string(), ts: UtcTime })),
  breachCount: z.number().int(),
});

export const RuleDto = RuleSpec.and(RuleState);
export type RuleDto = z.infer<typeof RuleDto>;

export const RulePage = page(RuleDto);
export type RulePage = z.infer<typeof RulePage>;

export const RuleAnswer = z.object({ rule: RuleDto });
export type RuleAnswer = z.infer<typeof RuleAnswer>;
