import { clip } from './clip.ts';
import type { DayState, UsualDay } from './state.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 60;
const ACTIVE_MINIMUM = 14;
/** Days at the overall mean that each day of the week begins with. */
const WEEKDAY_PRIOR = 4;
/** Steepest reaction to unrest, and the range of unrest in which the line is believed. */
const STEEPEST = 2;
const UNREST_RANGE = 2;

/** Closes the running UTC day when `ts` lies in a later one, and learns from the last 60 what is usual. */
export function turnToDay(days: DayState, ts: number): boolean {
  const day = Math.floor(ts / DAY_MS);
  if (day <= days.day) return false;
  if (days.day >= 0) days.history.push([days.day, days.entries, days.decisions, meanUnrest(days)]);
  while ((days.history[0]?.[0] ?? day) < day - HISTORY_DAYS) days.history.shift();
  days.day = day;
  days.entries = 0;
  days.decisions = 0;
  days.unrest = { sum: 0, n: 0 };
  days.usual = usualDay(days.history, day);
  return true;
}

export function noteDecision(days: DayState, isEntry: boolean, unrest: number | null): void {
  days.decisions += 1;
  if (isEntry) days.entries += 1;
  if (unrest === null) return;
  days.unrest.sum += unrest;
  days.unrest.n += 1;
}

/** Mean unrest of the running day, a decision that is not yet noted included. */
export function meanUnrest({ unrest: { sum, n } }: DayState, more: number | null = null): number | null {
  const count = n + (more === null ? 0 : 1);
  return count === 0 ? null : (sum + (more ?? 0)) / count;
}

type UnrestLine = Pick<UsualDay, 'slope' | 'centre'>;

/** Usual number of entries at this unrest of the markets. */
export function usualEntries(usual: UsualDay, unrest: number | null): number {
  return usual.mean * reaction(usual, unrest);
}

function reaction({ slope, centre }: UnrestLine, unrest: number | null): number {
  return unrest === null ? 1 : Math.exp(slope * clip(unrest - centre, -UNREST_RANGE, UNREST_RANGE));
}

/** An active day of the past against the mean day. */
interface ActiveDay {
  entries: number;
  /** Mean entries on its day of the week. */
  mean: number;
  unrest: number | null;
}

/**
 * Entries of the active days before: mean × factor of the day of the week (shrunk to 1) × exp(slope × unrest).
 * The slope is a ridge regression of relative counts, and the spread takes in how well so few days know the mean.
 */
function usualDay(history: DayState['history'], day: number): UsualDay | null {
  // Read by their places: taken apart, a row costs several times as much, and every day reads 60 of them.
  const active = history.filter((row) => row[1] > 0);
  if (active.length < ACTIVE_MINIMUM) return null;
  let sum = 0;
  for (const row of active) sum += row[1];
  const mean = sum / active.length;
  const factors = weekdayFactors(active, mean);
  const past = active.map((row): ActiveDay => {
    return { entries: row[1], mean: mean * (factors[row[0] % 7] ?? 1), unrest: row[3] };
  });
  const line = unrestLine(past);
  return { mean: mean * (factors[day % 7] ?? 1), ...line, size: 1 / spread(past, line) };
}

function weekdayFactors(active: DayState['history'], mean: number): number[] {
  const sums = new Array<number>(7).fill(0);
  const days = new Array<number>(7).fill(0);
  for (const row of active) {
    const weekday = row[0] % 7;
    sums[weekday] = (sums[weekday] ?? 0) + row[1];
    days[weekday] = (days[weekday] ?? 0) + 1;
  }
  return sums.map((sum, i) => (sum / mean + WEEKDAY_PRIOR) / ((days[i] ?? 0) + WEEKDAY_PRIOR));
}

function unrestLine(past: readonly ActiveDay[]): UnrestLine {
  const measured = past.filter(({ unrest }) => unrest !== null);
  if (measured.length < ACTIVE_MINIMUM) return { slope: 0, centre: 0 };
  let sum = 0;
  for (const { unrest } of measured) sum += unrest ?? 0;
  const centre = sum / measured.length;
  let together = 0;
  let squares = 0;
  let noise = 0;
  for (const { entries, mean, unrest } of measured) {
    const relative = entries / mean - 1;
    const away = (unrest ?? 0) - centre;
    together += away * relative;
    squares += away * away;
    noise += relative * relative;
  }
  // A prior of slope 0 ± 1 against the noise of one day.
  const weight = squares + noise / measured.length;
  return { slope: weight > 0 ? clip(together / weight, -STEEPEST, STEEPEST) : 0, centre };
}

/** Relative variance beyond that of counts, of a new day: over-dispersion and what the mean is uncertain by. */
function spread(past: readonly ActiveDay[], line: UnrestLine): number {
  const n = past.length;
  let beyond = 0;
  let squares = 0;
  let counted = 0;
  for (const { entries, mean, unrest } of past) {
    const expected = mean * reaction(line, unrest);
    beyond += ((entries - expected) * (entries - expected) * n) / (n - 1) - expected;
    squares += expected * expected;
    counted += expected;
  }
  const dispersion = Math.max(0, beyond / squares);
  return dispersion + (n / counted + dispersion) / n;
}
