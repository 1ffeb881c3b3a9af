import { z } from 'zod';
import { LABELS } from '../primitives/label.ts';
import { AccountFilter, DecimalText, Id, UtcTime } from './wire.ts';

export const LabelName = z.enum(LABELS);

export const BiasTagRef = z.object({ id: Id, label: LabelName, confidence: z.number().min(0).max(1) });
export type BiasTagRef = z.infer<typeof BiasTagRef>;

export const FeedbackVerdict = z.enum(['agree', 'dispute']);
export type FeedbackVerdict = z.infer<typeof FeedbackVerdict>;

/** One pattern on one decision, with what explains it. */
export const BiasTagDto = BiasTagRef.extend({
  tradeId: Id,
  /** Small: the label's own numbers and each one's contribution to the logit. */
  features: z.record(z.string(), z.unknown()),
  engineVersion: z.string(),
  modelVersion: z.string(),
});
export type BiasTagDto = z.infer<typeof BiasTagDto>;

/** With what the person said last about it. */
export const JudgedTagDto = BiasTagDto.extend({ feedback: FeedbackVerdict.nullable() });
export type JudgedTagDto = z.infer<typeof JudgedTagDto>;

export const Verdict = z.enum(['supported', 'not_supported', 'not_enough_data']);
export type Verdict = z.infer<typeof Verdict>;

const Effect = z.object({
  name: z.string(),
  value: z.number(),
  ciLow: z.number().nullable(),
  ciHigh: z.number().nullable(),
  estimator: z.string(),
});

/** Another estimator, or what a pattern costs: without a value where a part of it is not known. */
const Estimate = Effect.extend({
  value: z.number().nullable(),
  /** Why there is no value. */
  reason: z.string().optional(),
});

/** What a pattern cost in one asset: above zero it cost money, below zero it paid. */
export const AssetCost = z.object({
  asset: z.string(),
  value: DecimalText,
  ciLow: DecimalText.nullable(),
  ciHigh: DecimalText.nullable(),
  /** The two parts of the value: fees that would not have been paid, and results that would have been others. */
  fees: DecimalText,
  opportunity: DecimalText,
  /** Fees that would not have been paid either, in assets without a known rate: in none of the amounts. */
  unpricedFees: z.array(z.object({ asset: z.string(), amount: DecimalText })).default([]),
  /** false: the interval covers zero, so there is no measurable cost in this period. */
  isMeasurable: z.boolean(),
  /** Flagged decisions in the value, those of them that paid, and those still open. */
  decisions: z.number().int(),
  paidOff: z.number().int(),
  unfinished: z.number().int(),
});
export type AssetCost = z.infer<typeof AssetCost>;

export const PatternCost = AssetCost.extend({
  /** What the twin does instead: not enter, go on holding, or take the usual size. */
  alternative: z.enum(['skip', 'hold', 'size']),
  /** If only this pattern were left out: what two patterns do together is in both, so these do not add up. */
  alone: z.object({ value: DecimalText, fees: DecimalText }),
  /** Flagged decisions without an alternative, in no amount: no candles, or an unknown cost. */
  unknown: z.number().int(),
  /** The same in further assets, never summed across assets. */
  others: z.array(AssetCost),
});
export type PatternCost = z.infer<typeof PatternCost>;

/** What the whole account says about one pattern. */
export const BiasReport = z.object({
  label: LabelName,
  verdict: Verdict,
  n: z.number().int(),
  /** How many more observations a verdict needs; 0 when there is one. */
  needed: z.number().int(),
  effect: Effect.nullable(),
  /** The same pattern by other estimators, which can differ in size and sign. */
  estimators: z.array(Estimate).optional(),
  pValue: z.number().nullable(),
  qValue: z.number().nullable(),
  cost: PatternCost.nullable(),
  /** Why there is no cost; null when there is one. */
  costNote: z.string().nullable().default(null),
  falsePositiveRate: z.number().nullable(),
  examples: z.array(Id),
});
export type BiasReport = z.infer<typeof BiasReport>;

export const BiasReportAnswer = z.object({
  items: z.array(BiasReport),
  engineVersion: z.string(),
  modelVersion: z.string(),
  scoredAt: UtcTime.nullable(),
  isUpdating: z.boolean(),
});
export type BiasReportAnswer = z.infer<typeof BiasReportAnswer>;

export const BiasTimeline = z.object({
  items: z.array(
    z.object({ ts: UtcTime, label: LabelName, count: z.number().int(), meanConfidence: z.number() }),
  ),
});
export type BiasTimeline = z.infer<typeof BiasTimeline>;

export const BiasTimelineQuery = AccountFilter.extend({
  label: LabelName.optional(),
  bucket: z.enum(['day', 'week', 'month']).default('week'),
  /** Also tags below the shown confidence. */
  all: z.stringbool().optional(),
});
export type BiasTimelineQuery = z.infer<typeof BiasTimelineQuery>;

/** Whether the person sees the pattern too. */
export const FeedbackBody = z.object({
  verdict: FeedbackVerdict,
  note: z.string().trim().max(2000).optional(),
});
export type FeedbackBody = z.infer<typeof FeedbackBody>;

export const FeedbackAnswer = z.object({ id: Id, tagId: Id, verdict: FeedbackVerdict });
export type FeedbackAnswer = z.infer<typeof FeedbackAnswer>;
