import { EXPERIMENTAL_LABELS, type ExperimentalLabel } from '@twin/shared/primitives/label';
import type { Decision } from '../../ledger/decision.ts';
import type { Market } from '../../market/candle.ts';
import { qValues } from '../../stats/benjaminiHochberg.ts';
import { assess, reportOf } from '../assess.ts';
import { closesOf, tradesOnly } from '../closes.ts';
import type { Evidence } from '../evidence.ts';
import { lotteryEvidence } from './lottery.ts';
import { repurchaseEvidence } from './repurchase.ts';
import { roundNumberEvidence } from './roundNumber.ts';
import { timeOfDayEvidence } from './timeOfDay.ts';

/** What a whole account says about a pattern that is on trial: no tags, no cost. */
export type ExperimentalReport = { label: ExperimentalLabel } & ReturnType<typeof reportOf>;

/** Seeds of their own, apart from those of the labels. */
const FIRST_SEED = 101;

/** Patterns on trial (a taste, a price, an hour, a re-entry), corrected as a family of their own; only computed where asked for. */
export function reportExperiments(
  all: readonly Decision[],
  market: Market,
  points = false,
): ExperimentalReport[] {
  const decisions = tradesOnly(all, market);
  const evidence: Record<ExperimentalLabel, Evidence> = {
    lottery: lotteryEvidence(decisions, market),
    round_number: roundNumberEvidence(decisions),
    time_of_day: timeOfDayEvidence(closesOf(decisions)),
    repurchase: repurchaseEvidence(decisions, market),
  };
  const assessed = EXPERIMENTAL_LABELS.map((label, i) => assess(evidence[label], FIRST_SEED + i, points));
  const corrected = qValues(assessed.map(({ pValue }) => pValue));
  return EXPERIMENTAL_LABELS.map((label, i) => {
    const assessment = assessed[i];
    if (!assessment) throw new RangeError(`No evidence of ${label}`);
    return { label, ...reportOf(assessment, corrected[i] ?? null) };
  });
}
