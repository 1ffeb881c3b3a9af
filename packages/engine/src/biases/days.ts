import { countLimits } from '../stats/negativeBinomial.ts';
import type { DayState } from './state.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 60;
const ACTIVE_MINIMUM = 14;

/** Closes the running UTC day when `ts` lies in a later one, and takes the new day's limits from the last 60. */
export function turnToDay(days: DayState, ts: number): void {
  const day = Math.floor(ts / DAY_MS);
  if (day <= days.day) return;
  if (days.day >= 0) days.history.push([days.day, days.entries, days.decisions]);
  days.history = days.history.filter(([past]) => past >= day - HISTORY_DAYS);
  days.day = day;
  days.entries = 0;
  days.decisions = 0;
  const counts = days.history.map(([, entries]) => entries).filter((entries) => entries > 0);
  days.limit = counts.length < ACTIVE_MINIMUM ? null : countLimits(counts);
}
