import { z } from 'zod';
import { AssetCost } from './bias.ts';
import { DecimalText, Id, UtcTime } from './wire.ts';

export const DECISION_SIMULATIONS = ['hold', 'skip', 'wait', 'plan', 'size'] as const;
/** What can be asked of one decision. */
export const DecisionSimulation = z.enum(DECISION_SIMULATIONS);
export type DecisionSimulation = z.infer<typeof DecisionSimulation>;

/** `backtest` is about a rule and the whole history. */
export const SimulationKind = z.enum([...DECISION_SIMULATIONS, 'backtest']);
export type SimulationKind = z.infer<typeof SimulationKind>;

export const HORIZONS = ['1h', '24h', '7d', '30d', 'own_median_hold'] as const;
export const Horizon = z.enum(HORIZONS);
export type Horizon = z.infer<typeof Horizon>;

export const SimulationBody = z.object({
  kind: DecisionSimulation,
  decisionId: Id,
  horizon: Horizon.optional(),
});
export type SimulationBody = z.infer<typeof SimulationBody>;

/** What the decision would have become; a delta above zero says that the alternative was better. */
export const SimulationResult = z.object({
  kind: DecisionSimulation,
  asset: z.string(),
  horizons: z.array(
    z.object({
      horizon: Horizon,
      /** null while the horizon is not fully in the past or has no candles. */
      delta: DecimalText.nullable(),
      pathMaxAdverse: DecimalText.nullable(),
      pathMaxFavourable: DecimalText.nullable(),
      pathMaxDrawdown: DecimalText.nullable(),
      /** The delta without what the whole market gave; null where it cannot be told apart. */
      marketNeutral: DecimalText.nullable(),
      complete: z.boolean(),
      /** Why there is no number. */
      missing: z.enum(['not_over', 'no_candles']).nullable(),
    }),
  ),
  /** What exits at random times gave; 95 of 100 lie between the two. */
  benchmark: z
    .object({
      name: z.string(),
      delta: DecimalText,
      ciLow: DecimalText.nullable(),
      ciHigh: DecimalText.nullable(),
    })
    .nullable(),
  /** What the market is measured by, and how strongly the symbol moved with it. */
  market: z.object({ symbol: z.string(), beta: z.number() }).nullable(),
  /** What was done instead, where the kind alone does not say it. */
  instead: z
    .object({
      kind: z.enum(['limit', 'size', 'stop']),
      price: DecimalText.nullable(),
      filledAt: UtcTime.nullable(),
      /** Of the size that was taken. */
      share: DecimalText.nullable(),
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

/** What a rule would have done to the history so far. */
export const BacktestResult = z.object({
  kind: z.literal('backtest'),
  /** Decisions (for a stop: positions) that the rule concerns, and those that it cannot judge. */
  checked: z.number().int(),
  unknown: z.number().int(),
  /** Those that it would have blocked or cut, the last ones by id, and how many of them made money. */
  blocked: z.number().int(),
  blockedWinners: z.number().int(),
  examples: z.array(Id),
  /** The result with the rule less the actual one, by asset. */
  changes: z.array(AssetCost),
  /** The same in the earlier and the later half: a rule that helps in one alone may be luck. */
  halves: z.tuple([z.array(AssetCost), z.array(AssetCost)]),
  isSplit: z.boolean(),
  asOf: UtcTime,
});
export type BacktestResult = z.infer<typeof BacktestResult>;

export const SimulationDto = z.object({
  id: Id,
  kind: SimulationKind,
  /** Empty for a back-test. */
  decisionId: z.string(),
  status: z.enum(['queued', 'done', 'failed']),
  /** null with `reason` when it cannot be computed, for instance without candles. */
  result: SimulationResult.nullable(),
  backtest: BacktestResult.nullable(),
  reason: z.string().nullable(),
});
export type SimulationDto = z.infer<typeof SimulationDto>;

export const SimulationAnswer = z.object({ simulation: SimulationDto });
export type SimulationAnswer = z.infer<typeof SimulationAnswer>;

export const SimulationAccepted = z.object({ simulationId: Id });
export type SimulationAccepted = z.infer<typeof SimulationAccepted>;
