import type { Scene } from '../scene.ts';
import { windowMedian } from '../trailingWindow.ts';

const HOLDS_MINIMUM = 20;
const HOLD_MS = 60_000;
const PER_DAY = 100;

/** 1 when positions live less than a minute and a usual day has a hundred decisions or more. */
export function marketMaker({ state }: Scene): number {
  const hold = windowMedian(state.exits.holds, HOLDS_MINIMUM);
  if (hold === null || hold >= HOLD_MS) return 0;
  const { history, decisions } = state.days;
  const perDay = history.map(([, , count]) => count).toSorted((a, b) => a - b);
  return Math.max(decisions, perDay[perDay.length >> 1] ?? 0) >= PER_DAY ? 1 : 0;
}
