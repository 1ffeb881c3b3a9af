/**
 * Wall times and time zones. A zone is `UTC`, a fixed offset (`+05:30`) or an IANA name
 * (`Europe/Amsterdam`). A wall time is written as the UTC milliseconds that show the same clock.
 */
const MINUTE = 60_000;
const DAY = 86_400_000;
const FIXED = /^([+-])(\d{1,2}):?(\d{2})?$/;

/** Where a wall time lies on the line of time: `gap` and `repeat` are the two clock changes of a year. */
export type WallReading =
  | { kind: 'one'; ts: number }
  | { kind: 'gap' }
  | { kind: 'repeat'; first: number; second: number };

/** The normal spelling of a zone (`UTC`, `+05:30`, `Europe/Paris`), or null when it is none. */
export function readZone(text: string): string | null {
  const name = text.trim();
  if (/^(utc|gmt|z|etc\/utc)$/i.test(name)) return 'UTC';
  const fixed = FIXED.exec(name.replace(/^(utc|gmt)/i, ''));
  if (fixed) return normalOffset(fixed[1] ?? '+', Number(fixed[2]), Number(fixed[3] ?? '0'));
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    clockOf(name);
    return name;
  } catch {
    return null;
  }
}

function normalOffset(sign: string, hours: number, minutes: number): string | null {
  if (hours > 14 || minutes > 59) return null;
  if (hours === 0 && minutes === 0) return 'UTC';
  return `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** The instant that a clock in `zone` shows as `wall`, in UTC milliseconds. @throws RangeError on an unknown zone. */
export function wallToUtc(wall: number, zone: string): WallReading {
  if (zone === 'UTC') return { kind: 'one', ts: wall };
  const fixed = fixedOffset(zone);
  if (fixed !== null) return { kind: 'one', ts: wall - fixed };
  const { before, after } = offsetsAround(Math.floor(wall / DAY), zone);
  if (before === after) return { kind: 'one', ts: wall - before };
  const early = wall - Math.max(before, after);
  const late = wall - Math.min(before, after);
  const isEarly = zoneOffset(early, zone) === wall - early;
  const isLate = zoneOffset(late, zone) === wall - late;
  if (isEarly && isLate) return { kind: 'repeat', first: early, second: late };
  if (isEarly) return { kind: 'one', ts: early };
  return isLate ? { kind: 'one', ts: late } : { kind: 'gap' };
}

/** The clock of `zone` at an instant, as wall milliseconds. @throws RangeError on an unknown zone. */
export function utcToWall(ts: number, zone: string): number {
  return ts + zoneOffset(ts, zone);
}

/** Milliseconds that the clock of `zone` is ahead of UTC at an instant. @throws RangeError on an unknown zone. */
export function zoneOffset(ts: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const fixed = fixedOffset(zone);
  if (fixed !== null) return fixed;
  const parts: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(ts)) parts[type] = Number(value);
  const wall = Date.UTC(
    parts['year'] ?? 0,
    (parts['month'] ?? 1) - 1,
    parts['day'] ?? 1,
    parts['hour'] ?? 0,
    parts['minute'] ?? 0,
    parts['second'] ?? 0,
  );
  return wall - (ts - (((ts % 1000) + 1000) % 1000));
}

function fixedOffset(zone: string): number | null {
  const fixed = FIXED.exec(zone);
  if (!fixed) return null;
  const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? '0');
  return (fixed[1] === '-' ? -minutes : minutes) * MINUTE;
}

/** Clocks and offsets are pure functions of their key; Intl is slow enough that both are kept. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, { before: number; after: number }>>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** The offsets a day before and a day after the wall day: they differ only around a clock change. */
function offsetsAround(wallDay: number, zone: string): { before: number; after: number } {
  const days = offsets.get(zone) ?? new Map<number, { before: number; after: number }>();
  offsets.set(zone, days);
  let around = days.get(wallDay);
  if (!around) {
    around = {
      before: zoneOffset((wallDay - 1) * DAY, zone),
      after: zoneOffset((wallDay + 2) * DAY, zone),
    };
    days.set(wallDay, around);
  }
  return around;
}
