import { z } from 'zod';
import { DecimalText, Id, UtcTime } from './wire.ts';

/** Which closed positions are looked at: those of one quote asset, since amounts of several are never added. */
export const OutcomeQuery = z.object({
  account: z.string().max(64).optional(),
  asset: z.string().max(16),
});
export type OutcomeQuery = z.infer<typeof OutcomeQuery>;

/** How long positions were held: after `holdMs` the share `closed` of them had ended. */
const HoldCurve = z.object({
  n: z.number().int(),
  points: z.array(z.object({ closed: z.number(), holdMs: z.number() })),
});
export type HoldCurve = z.infer<typeof HoldCurve>;

/** Closed positions of known result, as distributions. Floats are for drawing; results are exact. */
export const OutcomeAnswer = z.object({
  asset: z.string(),
  /** Of hours and weekdays. */
  timeZone: z.string(),
  n: z.number().int(),
  /** By the hour of opening; only hours in which something was opened. 1 = Monday. */
  hours: z.array(
    z.object({
      weekday: z.number().int(),
      hour: z.number().int(),
      episodes: z.number().int(),
      wins: z.number().int(),
      realisedPnl: DecimalText,
    }),
  ),
  /** Net result as a share of the largest size at the entry price; an open end is null. */
  returns: z.array(
    z.object({ from: z.number().nullable(), to: z.number().nullable(), episodes: z.number().int() }),
  ),
  holds: z.object({ winners: HoldCurve, losers: HoldCurve }),
  /** The newest ones whose way is known from candles, and how many there are in all. */
  excursions: z.object({
    n: z.number().int(),
    items: z.array(
      z.object({
        id: Id,
        decisionId: Id,
        symbol: z.string(),
        openedAt: UtcTime,
        mae: z.number(),
        mfe: z.number(),
        realisedPnl: DecimalText,
      }),
    ),
  }),
});
export type OutcomeAnswer = z.infer<typeof OutcomeAnswer>;

/** By what closed positions can be told apart. */
export const BreakdownKey = z.enum(['symbol', 'label', 'rule', 'account', 'side', 'weekday']);
export type BreakdownKey = z.infer<typeof BreakdownKey>;

export const BreakdownQuery = OutcomeQuery.extend({ by: BreakdownKey });
export type BreakdownQuery = z.infer<typeof BreakdownQuery>;

/** A position with several patterns or broken rules counts in each of their rows; in every other breakdown once. */
export const BreakdownAnswer = z.object({
  by: BreakdownKey,
  asset: z.string(),
  rows: z.array(
    z.object({
      /** What the list of positions can be narrowed down to; of a rule its id. */
      key: z.string(),
      episodes: z.number().int(),
      wins: z.number().int(),
      realisedPnl: DecimalText,
      best: DecimalText,
      worst: DecimalText,
      /** Half of them were held no longer. */
      medianHoldMs: z.number(),
    }),
  ),
});
export type BreakdownAnswer = z.infer<typeof BreakdownAnswer>;
