import type { DecisionLabel } from '@twin/shared/primitives/label';
import type { TaggedDecision } from '../coach/wording.ts';
import type { BiasReport } from '../report/biasReport.ts';
import type { Week } from './week.ts';

/** All that a digest is made of, as plain data: the same input gives the same bytes. */
export interface DigestInput {
  /** Shows days and hours. */
  zone: string;
  week: WeekFacts;
  context: DigestContext;
}

/** What happened in the week: only a change of this makes a new revision. */
export interface WeekFacts extends Week {
  decisions: number;
  /** Decisions without a shown tag. */
  untagged: number;
  /** Per settlement asset, the most used first; amounts are exact decimals. */
  results: readonly WeekResult[];
  /** Shown tags by pattern. */
  tagged: Readonly<Partial<Record<DecisionLabel, number>>>;
  /** The surest tagged decisions of each pattern, two at most. */
  examples: readonly WeekExample[];
}

export interface WeekResult {
  asset: string;
  realisedPnl: string;
  fees: string;
  closed: number;
}

export interface WeekExample extends TaggedDecision {
  /** Result of its position once closed; null while open or unknown. */
  outcome: 'gain' | 'loss' | null;
}

/** What the whole history says about a pattern, as far as a digest tells it. */
export interface ReportedPattern extends Pick<BiasReport, 'label' | 'verdict' | 'pValue' | 'qValue'> {
  cost: Pick<NonNullable<BiasReport['cost']>, 'asset' | 'value' | 'ciLow' | 'ciHigh'> | null;
}

/** What else was known when the digest was written; it stays as it was in later revisions. */
export interface DigestContext {
  /** What the whole history says about each pattern. */
  reports: readonly ReportedPattern[];
  /** The pattern of the digest before, with its count. */
  before: { label: DecisionLabel; count: number } | null;
  /** Active rules that the week's decisions concern, oldest first, in words, with their breaches of the week. */
  rules: readonly { text: string; breaches: number }[];
  /** Signs that the week was hard on the person: then the tone is calm and no amount comes first. */
  isDistressed: boolean;
}
