import { utcToWall, wallToUtc, zoneOffset } from '@twin/shared/primitives/zone';
import { type Day, type DayOf, utcDay } from './day.ts';

const DAY_MS = 86_400_000;

/** Days of a zone's wall clock. The last day is kept, since moments come in order. @throws RangeError unknown zone */
export function daysIn(zone: string): DayOf {
  if (zone === 'UTC') return utcDay;
  let last: Day | null = null;
  return (ts) => {
    if (!last || ts < last.startTs || ts >= last.endTs) last = dayAt(ts, zone);
    return last;
  };
}

function dayAt(ts: number, zone: string): Day {
  const midnight = Math.floor(utcToWall(ts, zone) / DAY_MS) * DAY_MS;
  return {
    date: new Date(midnight).toISOString().slice(0, 10),
    startTs: instantAt(midnight, zone),
    endTs: instantAt(midnight + DAY_MS, zone),
  };
}

/**
 * When the zone's clock shows this wall time. Where clocks skip it, it is as long after the change as it would have
 * been (a skipped midnight is the change itself); where they repeat it, the first one. @throws RangeError unknown zone
 */
export function instantAt(wall: number, zone: string): number {
  const reading = wallToUtc(wall, zone);
  if (reading.kind === 'one') return reading.ts;
  if (reading.kind === 'repeat') return reading.first;
  return wall - zoneOffset(wall - DAY_MS, zone);
}
