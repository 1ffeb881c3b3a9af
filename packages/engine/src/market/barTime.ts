const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** UTC milliseconds of a bar's time as written, or null. */
export type TimeReader = (text: string) => number | null;

/**
 * Reads ISO times with their zone, plain dates (UTC) and Unix seconds or milliseconds. A reader remembers
 * the last date, since neighbouring bars share it.
 */
export function createTimeReader(): TimeReader {
  let date = '';
  let dayTs: number | null = null;
  return (text) => {
    if (/^\d{10}$/.test(text)) return Number(text) * 1000;
    if (/^\d{13}$/.test(text)) return Number(text);
    const match = MOMENT.exec(text);
    if (!match) return null;
    const [, day = '', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
    if (day !== date) {
      date = day;
      dayTs = readDay(day);
    }
    const offset = zone === 'Z' ? 0 : readOffset(zone);
    if (dayTs === null || offset === null) return null;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
    const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
    return dayTs + seconds * 1000 + Number(fraction.padEnd(3, '0')) - offset;
  };
}

/** null for a day that does not exist, such as 31 February. */
function readDay(day: string): number | null {
  const ts = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ts) || new Date(ts).toISOString().slice(0, 10) !== day ? null : ts;
}

function readOffset(zone: string): number | null {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
