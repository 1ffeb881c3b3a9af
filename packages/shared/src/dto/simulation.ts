import { z } from 'zod';
import { DecimalText, Id, UtcTime } from './wire.ts';

export const SimulationKind = z.enum(['hold', 'skip', 'wait', 'plan', 'size']);
export type SimulationKind = z.infer<typeof SimulationKind>;

export const HORIZONS = ['1h', '24h', '7d', '30d', 'own_median_hold'] as const;
export const Horizon = z.enum(HORIZONS);
export type Horizon = z.infer<typeof Horizon>;

/** The kinds that can be asked for. */
export const SimulationBody = z.object({
  kind: z.literal('hold'),
  decisionId: Id,
  horizon: Horizon.optional(),
});
export type SimulationBody = z.infer<typeof SimulationBody>;

/** What the decision would have become; a delta above zero says that the alternative was better. */
export const SimulationResult = z.object({
  kind: SimulationKind,
  asset: z.string(),
  horizons: z.array(
    z.object({
      horizon: Horizon,
      /** null while the horizon is not fully in the past or has no candles. */
      delta: DecimalText.nullable(),
      pathMaxAdverse: DecimalText.nullable(),
      pathMaxFavourable: DecimalText.nullable(),
      complete: z.boolean(),
    }),
  ),
  benchmark: z
    .object({
      name: z.string(),
      delta: DecimalText,
      ciLow: DecimalText.nullable(),
      ciHigh: DecimalText.nullable(),
    })
    .nullable(),
  fees: DecimalText,
  slippageBps: z.number(),
  candleCoverage: z.number(),
  /** Candles of the same base in another dollar-like quote stood in. */
  aliasOf: z.string().nullable(),
  /** Fees in assets without a known rate: paid, but in none of the amounts. */
  unpricedFees: z.array(z.object({ asset: z.string(), amount: DecimalText })),
  asOf: UtcTime,
});
export type SimulationResult = z.infer<typeof SimulationResult>;

export const SimulationDto = z.object({
  id: Id,
  kind: SimulationKind,
  decisionId: Id,
  status: z.enum(['queued', 'done', 'failed']),
  /** null with `reason` when it cannot be computed, for instance without candles. */
  result: SimulationResult.nullable(),
  reason: z.string().nullable(),
});
export type SimulationDto = z.infer<typeof SimulationDto>;

export const SimulationAnswer = z.object({ simulation: SimulationDto });
export type SimulationAnswer = z.infer<typeof SimulationAnswer>;

export const SimulationAccepted = z.object({ simulationId: Id });
export type SimulationAccepted = z.infer<typeof SimulationAccepted>;
