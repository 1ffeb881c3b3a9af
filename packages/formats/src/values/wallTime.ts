/** A time as a file prints it, before any zone. */
export interface WallTime {
  /** The clock shown, written as UTC milliseconds (fraction cut to milliseconds). */
  wall: number;
  /** Digits behind the seconds as printed, or ''. */
  fraction: string;
  /** Minutes ahead of UTC when the text itself says so (`Z`, `+02:00`), else null. */
  offset: number | null;
  hasTime: boolean;
}

/** Order of day and month where the year stands last; `year-first` reads `26-03-17` as 2026-03-17. */
export type DateOrder = 'day-first' | 'month-first' | 'year-first';

const LONGEST_TIME = 100;
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?[Mm]\.?)?`;
const OFFSET = String.raw`(?:\s*(Z|UTC|(?:GMT|UTC)?\s*[+-]\d{2}:?\d{2}|GMT)(?:\s*\(.*\))?)?`;
const YEAR_FIRST = new RegExp(
  String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?:\s*[T,;]\s*|\s+(?:-\s+)?)${CLOCK})?${OFFSET}$`,
  'i',
);
const SHORT_YEAR_OR_LAST = new RegExp(
  String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})(?:(?:\s*[T,;]\s*|\s+(?:-\s+)?)${CLOCK})?${OFFSET}$`,
  'i',
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[;, T]?(\d{2}):?(\d{2}):?(\d{2}))?$/;
/** Unix seconds of the years 2001 to 2096, or milliseconds. */
const EPOCH = /^([1-3]\d{9})(\d{3})?$/;
const CLOCK_FIRST = new RegExp(String.raw`^${CLOCK}\s+(\d{4})-(\d{1,2})-(\d{1,2})$`);
const MONTH_WORD = new RegExp(
  String.raw`^([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?:,?\s+(?:at\s+)?${CLOCK})?${OFFSET}$`,
  'i',
);
const DAY_WORD = new RegExp(
  String.raw`^(\d{1,2})[-\s]([A-Za-z]{3,9})\.?[-\s](\d{4})(?:,?\s+${CLOCK})?${OFFSET}$`,
  'i',
);
const WEEKDAY_WORD = new RegExp(
  String.raw`^[A-Za-z]{3},?\s+([A-Za-z]{3})\s+(\d{1,2})\s+(\d{4})\s+${CLOCK}${OFFSET}$`,
  'i',
);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

type Match = RegExpExecArray;

/**
 * Reads every date style of the known exports; null when the text is no time, when the date does not exist,
 * or when day and month could change places and no order is given.
 */
export function readWallTime(text: string, order?: DateOrder): WallTime | null {
  const quick = readIso(text);
  if (quick) return quick;
  const cell = text.trim();
  if (cell.length > LONGEST_TIME) return null;
  let match = YEAR_FIRST.exec(cell);
  if (match) return build(match[1], match[3], match[4], match, 5, match[10]);
  match = SHORT_YEAR_OR_LAST.exec(cell);
  if (match) return readShort(match, order);
  match = COMPACT.exec(cell);
  if (match) return build(match[1], match[2], match[3], match, 4, undefined);
  match = EPOCH.exec(cell);
  if (match)
    return {
      wall: Number(match[1]) * 1000 + Number(match[2] ?? '0'),
      fraction: match[2] ?? '',
      offset: 0,
      hasTime: true,
    };
  match = CLOCK_FIRST.exec(cell);
  if (match) return build(match[6], match[7], match[8], match, 1, undefined);
  match = MONTH_WORD.exec(cell);
  if (match) return build(match[3], monthNumber(match[1]), match[2], match, 4, match[9]);
  match = DAY_WORD.exec(cell);
  if (match) return build(match[3], monthNumber(match[2]), match[1], match, 4, match[9]);
  match = WEEKDAY_WORD.exec(cell);
  return match ? build(match[3], monthNumber(match[1]), match[2], match, 4, match[9]) : null;
}

function readShort(match: Match, order: DateOrder | undefined): WallTime | null {
  const [, first, separator, second, last = ''] = match;
  const offset = match[10];
  const known = order ?? orderOf(Number(first), Number(second), separator);
  if (known === null) return null;
  if (known === 'year-first')
    return last.length === 2 ? build(`20${first}`, second, last, match, 5, offset) : null;
  const year = last.length === 2 ? `20${last}` : last;
  const [day, month] = known === 'day-first' ? [first, second] : [second, first];
  return build(year, month, day, match, 5, offset);
}

/** Dots are written by people who put the day first; else only a number above 12 tells. */
function orderOf(first: number, second: number, separator: string | undefined): DateOrder | null {
  if (separator === '.' || first > 12) return 'day-first';
  return second > 12 ? 'month-first' : null;
}

/** True for a date such as `03/04/2024`, which is two different days to two readers. */
export function isAmbiguousDate(text: string): boolean {
  const match = SHORT_YEAR_OR_LAST.exec(text.trim().slice(0, LONGEST_TIME));
  return match !== null && orderOf(Number(match[1]), Number(match[3]), match[2]) === null;
}

/** The bulk of all files: `2024-01-02T03:04:05[.678][Z]`, with a `T` or a blank. */
function readIso(text: string): WallTime | null {
  if (text.length < 19 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return null;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
  const separator = text.charCodeAt(10);
  if (separator !== 84 && separator !== 32) return null;
  const isUtc = text.charCodeAt(text.length - 1) === 90;
  const end = isUtc ? text.length - 1 : text.length;
  if (end > 19 && (text.charCodeAt(19) !== 46 || end === 20 || end > 29)) return null;
  for (let at = 20; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return null;
  const fraction = end > 19 ? text.slice(20, end) : '';
  const wall = wallOf(
    pairOf(text, 0) * 100 + pairOf(text, 2),
    pairOf(text, 5),
    pairOf(text, 8),
    pairOf(text, 11),
    pairOf(text, 14),
    pairOf(text, 17),
  );
  if (Number.isNaN(wall)) return null;
  return { wall: wall + milliseconds(fraction), fraction, offset: isUtc ? 0 : null, hasTime: true };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function pairOf(text: string, at: number): number {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return isDigit(high) && isDigit(low) ? (high - 48) * 10 + (low - 48) : Number.NaN;
}

function build(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  match: Match,
  clockAt: number,
  zone: string | undefined,
): WallTime | null {
  const hasTime = match[clockAt] !== undefined;
  const isCompact = match.length <= 7;
  const fraction = isCompact ? '' : (match[clockAt + 3] ?? '');
  const half = isCompact ? undefined : match[clockAt + 4];
  const hour = twelveHours(Number(match[clockAt] ?? '0'), half);
  const minute = Number(match[clockAt + 1] ?? '0');
  const second = Number(match[clockAt + 2] ?? '0');
  const wall = wallOf(Number(year), Number(month), Number(day), hour, minute, second);
  if (Number.isNaN(wall)) return null;
  return { wall: wall + milliseconds(fraction), fraction, offset: readOffset(zone), hasTime };
}

function milliseconds(fraction: string): number {
  return fraction === '' ? 0 : Number(`${fraction}00`.slice(0, 3));
}

function twelveHours(hour: number, half: string | undefined): number {
  if (!half) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function monthNumber(word: string | undefined): string {
  return String(MONTHS.indexOf((word ?? '').slice(0, 3).toLowerCase()) + 1);
}

function readOffset(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  const signed = /([+-])(\d{2}):?(\d{2})/.exec(zone);
  if (!signed) return 0;
  const minutes = Number(signed[2]) * 60 + Number(signed[3]);
  return signed[1] === '-' ? -minutes : minutes;
}

/** UTC milliseconds of a clock, NaN when no calendar has it. Fills before 1990 or after 2100 are misread dates. */
function wallOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  if (!(year >= 1990 && year <= 2100 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  if (day > 28 && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
