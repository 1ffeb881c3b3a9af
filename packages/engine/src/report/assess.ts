import { roundTo } from '../biases/model.ts';
import { bootstrapByDayAndSymbol } from '../stats/clusterBootstrap.ts';
import { permutationP } from '../stats/permutation.ts';
import { shrink } from '../stats/shrinkage.ts';
import { EFFECT_FROM, SMALLEST_ERROR, stillNeeded, VERDICT_FROM, verdictOf } from '../stats/verdict.ts';
import { type Interval, Z95 } from '../stats/wilson.ts';
import type { BiasReport, Effect } from './biasReport.ts';
import { addTo, type Evidence } from './evidence.ts';

/** Estimate, error, interval and test of one pattern, on the scale of its prior. */
export interface Assessment {
  evidence: Evidence;
  estimate: number | null;
  standardError: number | null;
  interval: Interval | null;
  pValue: number | null;
}

/** `seed` makes the draws of each label its own; `points` leaves out the bootstrap and the null model. */
export function assess(evidence: Evidence, seed: number, points: boolean): Assessment {
  const { days, n } = evidence;
  const sums = totals(days);
  const estimate = n >= EFFECT_FROM ? evidence.estimate(sums) : null;
  const analytic = estimate === null ? null : evidence.standardError(sums);
  if (estimate === null || points) {
    return { evidence, estimate, standardError: analytic, interval: null, pValue: null };
  }
  const own = evidence.ownInterval?.(sums) ?? null;
  const bootstrap = own ? null : bootstrapByDayAndSymbol(evidence, evidence.estimate, seed);
  const spread = bootstrap && bootstrap.sd > SMALLEST_ERROR ? bootstrap : null;
  const model = evidence.nullModel?.() ?? null;
  return {
    evidence,
    estimate,
    standardError: spread?.sd ?? analytic,
    interval: own ?? spread ?? normalInterval(estimate, analytic),
    pValue: model === null ? null : permutationP(model.observed, model.draw, seed),
  };
}

/**
 * From 20 to 59 observations the estimate is shrunk and called an early signal, from 60 on it gets a verdict. Where
 * enough of them still leave the effect undefined, at least one of another kind is needed.
 */
export function reportOf(
  assessment: Assessment,
  qValue: number | null,
): Pick<BiasReport, 'verdict' | 'n' | 'needed' | 'effect' | 'pValue' | 'qValue'> {
  const { evidence, estimate, standardError, pValue } = assessment;
  const { n, prior, minimal } = evidence;
  const missing = stillNeeded(n, evidence.scarcer);
  const verdict = verdictOf({ needed: missing, estimate, standardError, prior, minimal, qValue });
  return {
    verdict,
    n,
    needed: verdict === 'not_enough_data' ? Math.max(1, missing) : 0,
    effect: effectOf(assessment),
    pValue: pValue === null ? null : roundTo(pValue, 4),
    qValue: qValue === null ? null : roundTo(qValue, 4),
  };
}

function effectOf({ evidence, estimate, standardError, interval }: Assessment): Effect | null {
  if (estimate === null) return null;
  const shown = (value: number) => roundTo(evidence.scale === 'ratio' ? Math.exp(value) : value, 4);
  const bound = (value: number) => (value === Number.POSITIVE_INFINITY ? null : shown(value));
  const isEarly = evidence.n < VERDICT_FROM && standardError !== null;
  const early = isEarly ? shrink(estimate, Math.max(SMALLEST_ERROR, standardError), evidence.prior) : null;
  const range = interval && early ? normalInterval(early.mean, early.sd) : interval;
  return {
    name: evidence.name,
    value: shown(early?.mean ?? estimate),
    ciLow: range && bound(range.low),
    ciHigh: range && bound(range.high),
    estimator: early ? `${evidence.estimator}; shrunk, an early signal` : evidence.estimator,
  };
}

function normalInterval(estimate: number, standardError: number | null): Interval | null {
  if (standardError === null) return null;
  return { low: estimate - Z95 * standardError, high: estimate + Z95 * standardError };
}

function totals(days: Evidence['days']): number[] {
  const sums = new Array<number>(days[0]?.length ?? 0).fill(0);
  for (const row of days) addTo(sums, row);
  return sums;
}
