import { z } from 'zod';
import { DecisionSimulation } from './simulation.ts';
import { Id, page, UtcTime } from './wire.ts';

export const CoachCta = z.object({
  kind: z.literal('simulation'),
  simulation: DecisionSimulation,
  decisionId: Id,
});
export type CoachCta = z.infer<typeof CoachCta>;

/** What a text is bound to, by fact id: every number, date, symbol and direction of it is one of these. */
export const CoachFacts = z.record(
  z.string(),
  z.object({ kind: z.string(), value: z.string(), text: z.string() }),
);

export const CoachMessageDto = z.object({
  id: Id,
  role: z.enum(['coach', 'user']),
  text: z.string(),
  facts: CoachFacts,
  cta: CoachCta.nullable(),
  /** The decision that it is about. */
  decisionId: Id.nullable(),
  label: z.string().nullable(),
  createdAt: UtcTime,
});
export type CoachMessageDto = z.infer<typeof CoachMessageDto>;

/** Newest first. */
export const CoachMessagePage = page(CoachMessageDto);
export type CoachMessagePage = z.infer<typeof CoachMessagePage>;

export const CoachQuestion = z.object({
  text: z.string().trim().min(1).max(2000),
  /** The decision that the question is about. */
  decisionId: Id.optional(),
});
export type CoachQuestion = z.infer<typeof CoachQuestion>;

/** The person's message as kept, and the coach's answer to it. */
export const CoachAnswer = CoachMessageDto.extend({ reply: CoachMessageDto });
export type CoachAnswer = z.infer<typeof CoachAnswer>;
