import { z } from 'zod';
import { LabelName } from './bias.ts';
import { CoachFacts } from './coach.ts';
import { Id, page, UtcTime } from './wire.ts';

/** A week in the mirror: facts, and the text that is bound to them. */
export const DigestDto = z.object({
  id: Id,
  periodStart: UtcTime,
  /** Exclusive. */
  periodEnd: UtcTime,
  /** Whose clock the week was cut by. */
  timeZone: z.string(),
  /** Counts from 1; a late fill makes the next one. */
  revision: z.number().int(),
  /** In their fixed order. */
  parts: z.array(
    z.object({
      kind: z.enum(['calm', 'facts', 'well', 'pattern', 'example', 'question', 'plan', 'limits']),
      text: z.string(),
    }),
  ),
  text: z.string(),
  facts: CoachFacts,
  /** The pattern that it is about. */
  label: LabelName.nullable(),
  /** The kind of rule that its plan could become. */
  ruleKind: z.string().nullable(),
  /** What the revision before said otherwise. */
  changes: z.array(
    z.object({ what: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  /** Of what happened in the week: equal hash, equal digest. */
  inputHash: z.string(),
  engineVersion: z.string(),
  modelVersion: z.string(),
  createdAt: UtcTime,
});
export type DigestDto = z.infer<typeof DigestDto>;

/** The token that a mail's link carries. */
export const UnsubscribeBody = z.object({ token: z.string().min(1).max(400) });
export type UnsubscribeBody = z.infer<typeof UnsubscribeBody>;

/** Newest week first. */
export const DigestPage = page(DigestDto);
export type DigestPage = z.infer<typeof DigestPage>;

export const DigestRequest = z.object({
  /** Any moment of the wanted week, or its end; without it the newest finished week with trades. */
  periodEnd: UtcTime.optional(),
});
export type DigestRequest = z.infer<typeof DigestRequest>;
