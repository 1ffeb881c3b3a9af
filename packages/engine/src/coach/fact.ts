import { type Decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { utcToWall } from '@twin/shared/primitives/zone';

/**
 * A fact is the only way for a number, date, symbol or direction to enter a text: it is worded here, once,
 * and the verifier finds its wording again in the finished text.
 */
export interface Fact {
  kind:
    | 'count'
    | 'ratio'
    | 'percent'
    | 'duration'
    | 'money'
    | 'price'
    | 'date'
    | 'symbol'
    | 'direction'
    | 'rule';
  /** Machine value: decimal text, ISO time, code or word. */
  value: string;
  /** How it is said: `38 min`, `1.8x`, `−178.86 USD`, `12 Mar 2025`, `bought`. */
  text: string;
}

export type Facts = Record<string, Fact>;

/** `1 decision`, `34 decisions`: the noun belongs to the number, so that it cannot wander to another one. */
export function countFact(n: number, singular: string, plural: string): Fact {
  return { kind: 'count', value: String(n), text: `${grouped(String(n))} ${n === 1 ? singular : plural}` };
}

/** A multiple such as 1.8x, one decimal place. */
export function ratioFact(value: number): Fact {
  return { kind: 'ratio', value: value.toFixed(1), text: `${value.toFixed(1)}x` };
}

/** A share of one as per cent: 0.823 → `82 %`. */
export function percentFact(share: number): Fact {
  const percent = (share * 100).toFixed(0);
  return { kind: 'percent', value: percent, text: `${percent.replace('-', MINUS)} %` };
}

/** Milliseconds in the largest unit that keeps two digits of sense: `45 s`, `38 min`, `5.5 h`, `12 days`. */
export function durationFact(ms: number): Fact {
  return { kind: 'duration', value: String(ms), text: durationText(ms) };
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 90) return `${minutes} min`;
  const hours = ms / 3_600_000;
  if (hours < 48) return `${trimmed(hours.toFixed(1))} h`;
  return `${trimmed((hours / 24).toFixed(1))} days`;
}

/** Money with its asset, rounded half away from zero at cents for wording only; the value stays exact. */
export function moneyFact(amount: Decimal, asset: string): Fact {
  return { kind: 'money', value: formatDecimal(amount), text: `${worded(amount)} ${asset}` };
}

const MINUS = '−';
const CENT: Decimal = 10n ** 16n;

function worded(amount: Decimal): string {
  const size = amount < ZERO ? -amount : amount;
  const sign = amount < ZERO ? MINUS : '';
  if (size < CENT && size > ZERO) return sign + formatDecimal(size);
  const cents = (size + CENT / 2n) / CENT;
  return `${sign}${grouped((cents / 100n).toString())}.${(cents % 100n).toString().padStart(2, '0')}`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function trimmed(fixed: string): string {
  return fixed.replace(/\.0$/, '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The day that a moment is on the zone's clock: `12 Mar 2025`. */
export function dateFact(ts: number, zone: string): Fact {
  const wall = new Date(utcToWall(ts, zone));
  const text = `${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()] ?? ''} ${wall.getUTCFullYear()}`;
  return { kind: 'date', value: new Date(ts).toISOString(), text };
}

/** A minute of the zone's clock: `12 Mar 2025, 14:05`. */
export function minuteFact(ts: number, zone: string): Fact {
  const day = dateFact(ts, zone);
  const clock = new Date(utcToWall(ts, zone)).toISOString().slice(11, 16);
  return { ...day, text: `${day.text}, ${clock}` };
}

export function symbolFact(symbol: string): Fact {
  return { kind: 'symbol', value: symbol, text: symbol };
}

/** One word that states a direction, such as `bought`, `loss`, `above`; it must be in DIRECTIONS of the verifier. */
export function directionFact(word: string): Fact {
  return { kind: 'direction', value: word, text: word };
}

/**
 * Puts facts into a template: `{size}` becomes the wording of the fact `size`.
 * @throws RangeError when the template names a fact that is not there.
 */
export function fill(template: string, facts: Facts): string {
  return template.replace(/\{(\w+)\}/g, (_, id: string) => {
    const fact = facts[id];
    if (!fact) throw new RangeError(`The template needs the fact "${id}"`);
    return fact.text;
  });
}
