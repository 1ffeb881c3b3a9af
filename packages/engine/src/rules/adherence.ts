import type { Decision } from '../ledger/decision.ts';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { type Check, checkRule } from './checkRule.ts';
import { type Moment, type MomentSettings, Moments } from './moments.ts';
import type { Rule } from './rule.ts';

/** Decisions that a rule concerned on one local day, and those that broke it. */
export interface AdherenceDay {
  date: string;
  checked: number;
  breached: number;
}

export interface Adherence {
  days: AdherenceDay[];
  /** Decisions that broke it, oldest first. */
  breaches: { decisionId: string; ts: number }[];
  /** Decisions for which it cannot be said. */
  unknown: number;
}

/** How a history keeps each rule, day by day. */
export function adherenceOf(
  rules: readonly Rule[],
  decisions: readonly Decision[],
  settings: MomentSettings,
): Adherence[] {
  const results = rules.map((): Adherence => ({ days: [], breaches: [], unknown: 0 }));
  const moments = new Moments(settings);
  for (const decision of decisions) {
    const moment = moments.next(decision);
    results.forEach((result, index) => {
      const rule = rules[index];
      if (rule) count(result, moment, checkRule(rule, moment));
    });
  }
  return results;
}

function count(result: Adherence, { date, decision }: Moment, check: Check): void {
  if (check === 'unknown') result.unknown += 1;
  if (check === 'unknown' || check === 'not_concerned') return;
  let day = result.days.at(-1);
  if (day?.date !== date) {
    day = { date, checked: 0, breached: 0 };
    result.days.push(day);
  }
  day.checked += 1;
  if (check === 'kept') return;
  day.breached += 1;
  result.breaches.push({ decisionId: decision.id, ts: decision.ts });
}

/** A trial of one person on themselves: shares of breaches before and after a rule was made. */
export interface BeforeAfter {
  /** Decisions checked in the two spans of equal length. */
  before: number;
  after: number;
  rateBefore: number;
  rateAfter: number;
  /** After − before, with a 95 % interval over days; null with too few days. */
  difference: number;
  ciLow: number | null;
  ciHigh: number | null;
  /**
   * The span before was worse than the time before it, where there was any. A rule made after a bad spell is
   * followed by a better one anyway (regression to the mean), so part of the difference is not the rule's.
   */
  startedHigh: boolean;
}

const DAY_MS = 86_400_000;
const SEED = 71_000;
const SPAN_MINIMUM_DAYS = 7;

/** null until a week with decisions on both sides of the day that the rule was made. */
export function beforeAfter(days: readonly AdherenceDay[], madeOn: string): BeforeAfter | null {
  const last = days.at(-1);
  if (!last) return null;
  const span = dayNumber(last.date) - dayNumber(madeOn) + 1;
  if (span < SPAN_MINIMUM_DAYS) return null;
  const from = dayNumber(madeOn) - span;
  const before = days.filter(({ date }) => dayNumber(date) >= from && date < madeOn);
  const after = days.filter(({ date }) => date >= madeOn);
  const earlier = days.filter(({ date }) => dayNumber(date) < from);
  const [rateEarlier, rateBefore, rateAfter] = [rateOf(earlier), rateOf(before), rateOf(after)];
  if (rateBefore === null || rateAfter === null) return null;
  const rows = [
    ...before.map(({ breached, checked }) => [breached, checked, 0, 0]),
    ...after.map(({ breached, checked }) => [0, 0, breached, checked]),
  ];
  const interval = bootstrapByDay(rows, differenceOf, SEED);
  return {
    before: sumOf(before, 'checked'),
    after: sumOf(after, 'checked'),
    rateBefore,
    rateAfter,
    difference: rateAfter - rateBefore,
    ciLow: interval?.low ?? null,
    ciHigh: interval?.high ?? null,
    startedHigh: rateEarlier !== null && rateBefore > rateEarlier,
  };
}

function differenceOf([b = 0, checkedBefore = 0, a = 0, checkedAfter = 0]: readonly number[]): number | null {
  return checkedBefore === 0 || checkedAfter === 0 ? null : a / checkedAfter - b / checkedBefore;
}

function rateOf(days: readonly AdherenceDay[]): number | null {
  const checked = sumOf(days, 'checked');
  return checked === 0 ? null : sumOf(days, 'breached') / checked;
}

function sumOf(days: readonly AdherenceDay[], what: 'checked' | 'breached'): number {
  return days.reduce((sum, day) => sum + day[what], 0);
}

function dayNumber(date: string): number {
  return Date.parse(date) / DAY_MS;
}
