import { utcToWall, wallToUtc, zoneOffset } from '@twin/shared/primitives/zone';

const DAY = 86_400_000;

/** An instant on the clock of `zone`: `2024-12-19 17:59:59`. */
export function formatTime(utc: string, zone: string): string {
  return new Date(utcToWall(Date.parse(utc), zone)).toISOString().slice(0, 19).replace('T', ' ');
}

/** The local day of an instant: `2024-12-19`. */
export function formatDay(utc: string, zone: string): string {
  return formatTime(utc, zone).slice(0, 10);
}

/**
 * The UTC instant at which a local day begins, as ISO text; `offsetDays` 1 gives its end. Where the clock skips
 * midnight the day begins after the gap; where it repeats midnight, at the first.
 */
export function startOfDay(day: string, zone: string, offsetDays = 0): string {
  const midnight = Date.parse(`${day}T00:00:00Z`) + offsetDays * DAY;
  return new Date(firstInstant(midnight, zone)).toISOString();
}

function firstInstant(midnight: number, zone: string): number {
  const reading = wallToUtc(midnight, zone);
  if (reading.kind === 'one') return reading.ts;
  if (reading.kind === 'repeat') return reading.first;
  return midnight - zoneOffset(midnight - DAY, zone);
}

/** A length of time in its two largest units: `3 d 4 h`, `12 min`, `45 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits(hours, 'h', minutes % 60, 'min');
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
