import type { Scene } from '../scene.ts';

const DECISIONS_MINIMUM = 100;
const FULL_ENTROPY = Math.log(24);
const SCORE_FROM = 0.9;
const SCORE_FULL = 0.95;

/** How evenly the decisions spread over the hours of the day: 0 below 90 % of full entropy, .5 in between, 1 from 95 %. */
export function bot({ state }: Scene): number {
  if (state.decisions < DECISIONS_MINIMUM) return 0;
  let entropy = 0;
  for (const count of state.hours) {
    if (count > 0) entropy -= (count / state.decisions) * Math.log(count / state.decisions);
  }
  const share = entropy / FULL_ENTROPY;
  return share >= SCORE_FULL ? 1 : Math.max(0, (share - SCORE_FROM) / (SCORE_FULL - SCORE_FROM));
}
