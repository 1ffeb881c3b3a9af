import { z } from 'zod';
import { LabelName } from '../dto/bias.ts';
import { RowCounts } from '../dto/import.ts';
import { DecisionSimulation, SimulationKind } from '../dto/simulation.ts';
import { Id, UtcTime } from '../dto/wire.ts';

/** Everything that the stream can say, by type; `v` of the envelope counts breaking changes of a payload. */
export const EVENT_PAYLOADS = {
  'import.progress': RowCounts.extend({ importId: Id, done: z.boolean() }),
  'import.completed': z.object({ importId: Id, rows: RowCounts, tags: z.number().int() }),
  'import.undone': z.object({ importId: Id, trades: z.number().int() }),
  /** At most 200 tags a message (decision 9). */
  'bias.tagged': z.object({
    importId: Id.optional(),
    tags: z
      .array(z.object({ tradeId: Id, decisionId: Id, label: LabelName, confidence: z.number() }))
      .max(200),
  }),
  'coach.reflect': z.object({
    messageId: Id,
    decisionId: Id,
    label: LabelName,
    text: z.string(),
    facts: z.record(z.string(), z.unknown()),
    cta: z
      .object({ kind: z.literal('simulation'), simulation: DecisionSimulation, decisionId: Id })
      .nullable(),
  }),
  /** tradeId is null for the back-test of a rule. */
  'simulation.completed': z.object({ simulationId: Id, kind: SimulationKind, tradeId: Id.nullable() }),
  'digest.ready': z.object({ digestId: Id, periodEnd: UtcTime, revision: z.number().int() }),
  'rule.breached': z.object({ ruleId: Id, tradeId: Id, kind: z.string() }),
  'broker.status': z.object({ connectionId: Id, status: z.string(), problem: z.string().optional() }),
  /** Materialised reads have a newer version. */
  'account.updated': z.object({ dataVersion: z.number().int() }),
} as const;

export type EventType = keyof typeof EVENT_PAYLOADS;
export type EventPayload<Type extends EventType> = z.infer<(typeof EVENT_PAYLOADS)[Type]>;
