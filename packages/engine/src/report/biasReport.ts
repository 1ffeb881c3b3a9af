import type { Label } from '@twin/shared/primitives/label';
import type { Verdict } from '../stats/verdict.ts';
import type { PatternCost } from '../twin/patternCost.ts';

/** What a whole account says about one pattern. */
export interface BiasReport {
  label: Label;
  verdict: Verdict;
  /** Observations that the estimate rests on. */
  n: number;
  /** How many more a verdict needs; 0 when there is one. */
  needed: number;
  /** null below 20 observations or when it cannot be defined. */
  effect: Effect | null;
  /** The same pattern by other estimators, or what it costs, each named; empty in most reports. */
  estimators: Effect[];
  /** Permutation p-value, and corrected over all labels; null where no null model can be drawn. */
  pValue: number | null;
  qValue: number | null;
  /** What it cost against the twin; null with the reason in `costNote` where that cannot be said. */
  cost: PatternCost | null;
  costNote: string | null;
  /** How often the detector tags permuted copies of this history; null where not measured. */
  falsePositiveRate: number | null;
  /** Decisions with the surest tags, surest first. */
  examples: string[];
}

export interface Effect {
  name: string;
  /** null where a part of it is not known. */
  value: number | null;
  ciLow: number | null;
  /** null also beside a lower end: the observations set no upper one. */
  ciHigh: number | null;
  /** How it was estimated, in words: two estimators of one pattern can differ in sign. */
  estimator: string;
  /** Why there is no value. Absent where there is one. */
  reason?: string;
}
