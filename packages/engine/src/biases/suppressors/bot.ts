import type { Scene } from '../scene.ts';
import { medianOfSorted } from '../trailingWindow.ts';

const DECISIONS_MINIMUM = 100;
const FULL_ENTROPY = Math.log(24);
const SCORE_FROM = 0.9;
const SCORE_FULL = 0.95;
const STARTS_MINIMUM = 20;
const REGULAR_MS = 1000;
const REGULAR_SHARE = 0.8;
/** Times written to the minute make short gaps equal by themselves. */
const GAP_FROM_MS = 120_000;

/** 1 for decisions like clockwork; else how evenly they spread over the hours of the day. 0 where it is no question. */
export function bot({ decision, state, ts }: Scene): number {
  if (decision.byPerson) return 0;
  return isClockwork([...state.starts, ts]) ? 1 : roundTheClock(state.hours, state.decisions);
}

/** Most of the gaps between decisions are equal to within a second. `times`: ascending, milliseconds. */
export function isClockwork(times: readonly number[]): boolean {
  if (times.length < STARTS_MINIMUM || !mayBeRegular(times)) return false;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const usual = medianOfSorted(gaps.toSorted((a, b) => a - b));
  const regular = gaps.filter((gap) => Math.abs(gap - usual) < REGULAR_MS).length;
  return usual >= GAP_FROM_MS && regular >= REGULAR_SHARE * gaps.length;
}

/**
 * Cheaper than the median, and true whenever that would tell a clockwork: an irregular gap spoils one pair of
 * neighbours, so in enough pairs the two differ by less than twice the tolerance.
 */
function mayBeRegular(times: readonly number[]): boolean {
  const gaps = times.length - 1;
  let pairs = 0;
  for (let index = 2; index <= gaps; index += 2) {
    const [first = 0, second = 0, third = 0] = [times[index - 2], times[index - 1], times[index]];
    if (Math.abs(third - second - (second - first)) < 2 * REGULAR_MS) pairs += 1;
  }
  return pairs >= Math.floor(gaps / 2) - (1 - REGULAR_SHARE) * gaps;
}

/** 0 below 90 % of full entropy over the hours or below 100 decisions, rising to 1 at 95 %. `hours`: decisions by UTC hour. */
export function roundTheClock(hours: readonly number[], decisions: number): number {
  if (decisions < DECISIONS_MINIMUM) return 0;
  let entropy = 0;
  for (const count of hours) {
    if (count > 0) entropy -= (count / decisions) * Math.log(count / decisions);
  }
  const share = entropy / FULL_ENTROPY;
  return share >= SCORE_FULL ? 1 : Math.max(0, (share - SCORE_FROM) / (SCORE_FULL - SCORE_FROM));
}
