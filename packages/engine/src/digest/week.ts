import { daysIn, instantAt } from '../money/zonedDay.ts';

/** A week of the person's clock, Monday to Monday. */
export interface Week {
  startTs: number;
  /** Exclusive. */
  endTs: number;
}

export interface Schedule {
  now: number;
  zone: string;
  /** End of the newest week that was told or had nothing to tell; null: none yet. */
  coveredUntil: number | null;
  /** How long after Monday 07:00 this person's turn comes, so that not all come at once. */
  delayMs: number;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const HOUR_MS = 3_600_000;
const DUE_AT_MS = 7 * HOUR_MS;
/** What was missed longer ago is history that nobody waits for. */
const CAUGHT_UP_WEEKS = 8;

/**
 * The finished weeks that are still to be told, oldest first: after a downtime several, for a new person the last one.
 * Weeks never overlap: a week goes on from where the last one ended, also when the person has moved to another zone.
 */
export function weeksDue(schedule: Schedule): Week[] {
  const { now, zone, coveredUntil } = schedule;
  const latest = mondayOf(now, zone);
  const count = coveredUntil === null ? 2 : CAUGHT_UP_WEEKS;
  const mondays = Array.from({ length: count }, (_, back) => latest - back * WEEK_MS).reverse();
  const due = mondays.filter((monday) => dueAt(monday, schedule) <= now);
  const weeks: Week[] = [];
  let covered = coveredUntil;
  for (const monday of coveredUntil === null ? due.slice(-1) : due) {
    const week = weekBefore(monday, zone, covered);
    if (!week) continue;
    weeks.push(week);
    covered = week.endTs;
  }
  return weeks;
}

/** When to look again, once everything up to `coveredUntil` is told. */
export function nextDueAt(schedule: Schedule): number {
  const { now, zone, coveredUntil } = schedule;
  let monday = mondayOf(now, zone);
  while (dueAt(monday, schedule) <= now || !weekBefore(monday, zone, coveredUntil)) monday += WEEK_MS;
  return dueAt(monday, schedule);
}

/** The week of the person's clock that a moment lies in. */
export function weekAround(ts: number, zone: string): Week {
  const monday = mondayOf(ts, zone);
  return { startTs: instantAt(monday, zone), endTs: instantAt(monday + WEEK_MS, zone) };
}

/** Wall time of the last Monday's midnight at or before a moment. */
function mondayOf(ts: number, zone: string): number {
  const midnight = Date.parse(daysIn(zone)(ts).date);
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  return midnight - sinceMonday * DAY_MS;
}

function dueAt(monday: number, { zone, delayMs }: Schedule): number {
  return instantAt(monday + DUE_AT_MS, zone) + delayMs;
}

/** The week that ends on this Monday, or null when most of it was told before. */
function weekBefore(monday: number, zone: string, covered: number | null): Week | null {
  const endTs = instantAt(monday, zone);
  const startTs = instantAt(monday - WEEK_MS, zone);
  if (covered === null) return { startTs, endTs };
  if (covered > endTs - WEEK_MS / 2) return null;
  return { startTs: covered > startTs - WEEK_MS / 2 ? covered : startTs, endTs };
}
