import { absolute, type Decimal, readDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { wallToUtc } from '@twin/shared/primitives/zone';
import { type NumberStyle, readAmount, readPlain } from '../values/amount.ts';
import { type Pair, splitPair } from '../values/pair.ts';
import { type DateOrder, isAmbiguousDate, readWallTime, type WallTime } from '../values/wallTime.ts';
import type { OpenFile } from './OpenFile.ts';

/** Why a row cannot be read: the column, what is wrong with it and how to mend it. */
export interface Fault {
  field: string;
  reason: string;
  fix: string;
}

export interface FileTime {
  ts: number;
  tsText: string;
  wallTime: string;
}

const NO_TIME: FileTime = { ts: 0, tsText: '', wallTime: '' };

/**
 * One row with typed reads. The first read that fails is kept as the row's fault and gives a stand-in
 * value; whoever collects the row looks at the fault, so no stand-in ever becomes a trade.
 */
export class Row {
  readonly line: number;
  readonly cells: readonly string[];
  readonly file: OpenFile;
  fault: Fault | null = null;

  constructor(line: number, cells: readonly string[], file: OpenFile) {
    this.line = line;
    this.cells = cells;
    this.file = file;
  }

  /** The cell of a column, or of its other name, trimmed; '' when the row is shorter. */
  text(name: string, other?: string): string {
    const column = this.file.header.find(name, other);
    // A place below 0 would be looked for as if it were a name, at many times the price of a look at the array.
    const cell = column === -1 ? undefined : this.cells[column];
    return cell === undefined ? '' : trimmed(cell);
  }

  needed(name: string, other?: string): string {
    const text = this.text(name, other);
    if (text === '') this.fail(name, 'the cell is empty', 'Fill in the cell or remove the row.');
    return text;
  }

  /** A signed amount; more than 18 places are refused. */
  amount(name: string, other?: string): Decimal {
    return this.readNumber(this.needed(name, other), name);
  }

  /** A signed amount, 0 where the cell is empty, a dash or `null`. */
  amountOrZero(name: string, other?: string): Decimal {
    const text = this.text(name, other);
    return text === '' || /^(-+|null|n\/a)$/i.test(text) ? ZERO : this.readNumber(text, name);
  }

  /** An amount above zero; exports that sign it by side give its size. */
  size(name: string, other?: string): Decimal {
    const value = absolute(this.amount(name, other));
    if (value === ZERO) this.fail(name, 'the amount is zero', 'A trade needs an amount above zero.');
    return value;
  }

  /** A price above zero, rounded half-even at 18 places. */
  price(name: string, other?: string): Decimal {
    const value = this.readNumber(this.needed(name, other), name, true);
    if (value <= ZERO) this.fail(name, 'the price is not above zero', 'A trade needs a price above zero.');
    return value;
  }

  /** Reads a number that stands in a text, naming the column it came from. */
  readNumber(text: string, field: string, round = false): Decimal {
    const reading = readAmount(text, this.style, round);
    if (reading.ok) return reading.value;
    if (text !== '') this.fail(field, ...numberFault(text, reading.fault));
    else this.fail(field, 'the cell is empty', 'Fill in the cell or remove the row.');
    return ZERO;
  }

  /** A plain decimal: no symbols, no exponent, no grouping. For our own format. */
  strictNumber(field: string, options: { round?: boolean } = {}): Decimal {
    const text = this.needed(field);
    if (text === '') return ZERO;
    const plain = readPlain(text);
    if (plain !== null) return plain;
    const reading = readDecimal(text, options);
    if (reading.ok) return reading.value;
    this.fail(field, ...numberFault(text, reading.fault));
    return ZERO;
  }

  side(name: string, other?: string): 'buy' | 'sell' {
    const text = this.needed(name, other);
    if (text === 'buy' || text === 'sell') return text;
    const side = /^(?:buy|bid|b|long)$/i.test(text)
      ? 'buy'
      : /^(?:sell|ask|s|short)$/i.test(text)
        ? 'sell'
        : null;
    if (!side && text !== '') this.fail(name, `unknown type ${quoted(text)}`, 'Use buy or sell.');
    return side ?? 'buy';
  }

  /** A pair in modern codes; `split` knows how the exchange writes it. */
  pair(name: string, split: (text: string) => Pair | null = splitPair): Pair {
    const text = this.needed(name);
    const pair = split(text);
    if (!pair && text !== '')
      this.fail(name, `the pair ${quoted(text)} is unknown`, 'Write the pair as BASE-QUOTE.');
    return pair ?? { base: '', quote: '' };
  }

  time(name: string, order?: DateOrder): FileTime {
    const text = this.needed(name);
    return text === '' ? NO_TIME : this.readTime(text, name, order);
  }

  /** Reads a time that stands in a text, naming the column it came from. */
  readTime(text: string, name: string, order?: DateOrder): FileTime {
    const known = order ?? this.file.dateOrder ?? undefined;
    const time = readWallTime(text, known);
    if (time) return this.resolve(time, name, text);
    if (!known && isAmbiguousDate(text))
      return this.#noTime(
        name,
        `${quoted(text)} can be read with the day or with the month first`,
        'Say which stands first: day-first or month-first.',
      );
    // Advice that names no zone would lead to the next fault where the zone is not known.
    const example = this.file.isZoneKnown ? '2024-12-31 23:59:59' : '2024-12-31T23:59:59Z';
    return this.#noTime(name, `${quoted(text)} is no date and time`, `Write it as ${example}.`);
  }

  /** The instant of a wall time in the zone of the file. A date without a time is its UTC midnight. */
  resolve(time: WallTime, name: string, text: string): FileTime {
    if (time.offset === 0 && isOwnStyle(text, time.fraction))
      return { ts: time.wall, tsText: text, wallTime: withoutZeros(text.slice(0, -1)) };
    const wallText = isoText(time.wall, time.fraction);
    if (!time.hasTime) return { ts: time.wall, tsText: `${wallText}Z`, wallTime: wallText.slice(0, 10) };
    if (time.offset !== null) {
      const ts = time.wall - time.offset * 60_000;
      const utc = time.offset === 0 ? wallText : isoText(ts, time.fraction);
      return { ts, tsText: `${utc}Z`, wallTime: withoutZeros(utc) };
    }
    const reading = wallToUtc(time.wall, this.file.zone);
    if (reading.kind === 'one') {
      const utc = reading.ts === time.wall ? wallText : isoText(reading.ts, time.fraction);
      return { ts: reading.ts, tsText: `${utc}Z`, wallTime: withoutZeros(wallText) };
    }
    const what = reading.kind === 'gap' ? 'does not exist' : 'exists twice';
    return this.#noTime(
      name,
      `${quoted(text)} ${what} in ${this.file.zone}: the clock changes there`,
      'Name the offset that held for this row instead of the zone, for example +02:00.',
    );
  }

  /** Keeps the first fault of the row. */
  fail(field: string, reason: string, fix: string): void {
    this.fault ??= { field, reason, fix };
  }

  get style(): NumberStyle {
    return this.file.numberStyle;
  }

  #noTime(field: string, reason: string, fix: string): FileTime {
    this.fail(field, reason, fix);
    return NO_TIME;
  }
}

/** Most cells have nothing to trim, which their outermost characters tell. */
function trimmed(cell: string): string {
  if (cell === '') return cell;
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first > 32 && first < 128 && last > 32 && last < 128 ? cell : cell.trim();
}

/** A cell as it may stand in a message. */
export function quoted(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 57)}…"` : `"${text}"`;
}

function numberFault(
  text: string,
  fault: 'not_a_number' | 'too_many_places' | 'too_large',
): [string, string] {
  if (fault === 'too_many_places')
    return [`${quoted(text)} has more than 18 places`, 'Round the amount to 18 places.'];
  if (fault === 'too_large')
    return [`${quoted(text)} has more than 20 digits before the point`, 'Check the amount.'];
  return [`${quoted(text)} is not a number`, 'Write a plain number such as 1234.56.'];
}

/** Already written as we write times: `2024-01-02T03:04:05.678Z`. */
function isOwnStyle(text: string, fraction: string): boolean {
  const length = fraction === '' ? 20 : 21 + fraction.length;
  return text.length === length && text.charCodeAt(10) === 84 && text.charCodeAt(length - 1) === 90;
}

const DAY = 86_400_000;
let lastDay = Number.NaN;
let lastDayText = '';

/** `2024-01-02T03:04:05` with the printed fraction. The text of the last day is kept: rows come in time order. */
function isoText(wall: number, fraction: string): string {
  const day = Math.floor(wall / DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(day * DAY).toISOString().slice(0, 11);
  }
  const seconds = Math.floor((wall - day * DAY) / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === '' ? lastDayText + clock : `${lastDayText}${clock}.${fraction}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function withoutZeros(text: string): string {
  return text.length > 19 && text.endsWith('0') ? text.replace(/\.?0+$/, '') : text;
}
