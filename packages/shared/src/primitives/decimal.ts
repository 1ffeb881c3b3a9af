/**
 * Exact decimals for money, prices and quantities.
 *
 * A Decimal is a bigint that counts units of 1e-18, the same as NUMERIC(38,18) in the database.
 * Add, subtract, negate and compare with the native operators; multiply and divide with the
 * functions below, which round half-even at 18 places. No other bigint is used in this code base.
 */
export type Decimal = bigint;

export const PLACES = 18;
export const ZERO: Decimal = 0n;
export const ONE: Decimal = 10n ** 18n;

/** NUMERIC(38,18) holds 20 digits before the point. */
const LIMIT: Decimal = 10n ** 38n;

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const SCIENTIFIC = /^([+-]?\d*(?:\.\d*)?)[eE]([+-]?\d{1,4})$/;

export type DecimalFault = 'not_a_number' | 'too_many_places' | 'too_large';

export type DecimalReading = { ok: true; value: Decimal } | { ok: false; fault: DecimalFault };

export interface DecimalReadingOptions {
  /** Accept `-3.605E-05`, which spreadsheets and some exchanges write. */
  exponent?: boolean;
  /** Round half-even at 18 places instead of refusing more places: for prices only. */
  round?: boolean;
  /** Accept what no column holds: a sum of amounts may be larger than each of them. */
  unbounded?: boolean;
}

/** Reads a decimal with a point, without spaces, symbols or thousands separators. */
export function readDecimal(text: string, options: DecimalReadingOptions = {}): DecimalReading {
  const scientific = options.exponent ? SCIENTIFIC.exec(text) : null;
  const exponent = scientific ? Number(scientific[2]) : 0;
  const plain = PLAIN.exec(scientific ? (scientific[1] ?? '') : text);
  if (!plain) return { ok: false, fault: 'not_a_number' };
  const whole = plain[2] ?? '';
  const fraction = plain[3] ?? '';
  if (whole === '' && fraction === '') return { ok: false, fault: 'not_a_number' };
  const value = scaleDigits(whole + fraction, PLACES - fraction.length + exponent, options);
  if (typeof value === 'string') return { ok: false, fault: value };
  return { ok: true, value: plain[1] === '-' ? -value : value };
}

function scaleDigits(
  digits: string,
  shift: number,
  { round = false, unbounded = false }: DecimalReadingOptions,
): Decimal | DecimalFault {
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return ZERO;
  if (!unbounded && significant.length + shift > 38) return 'too_large';
  if (shift >= 0) return BigInt(significant + '0'.repeat(shift));
  const dropped = -shift;
  const tail = significant.slice(Math.max(0, significant.length - dropped));
  if (!round && /[1-9]/.test(tail)) return 'too_many_places';
  if (dropped > significant.length) return ZERO;
  const value = divideRounded(BigInt(significant), 10n ** BigInt(dropped));
  return !unbounded && value >= LIMIT ? 'too_large' : value;
}

/**
 * A decimal from trusted text (constants, database, our own JSON), of any size.
 * @throws RangeError when the text is no plain decimal of at most 18 places.
 */
export function decimal(text: string): Decimal {
  const reading = readDecimal(text, { unbounded: true });
  if (!reading.ok) throw new RangeError(`Not an exact decimal (${reading.fault}): ${text}`);
  return reading.value;
}

/** Plain notation without trailing zeros: `-0.0125`, `3`, `0`. */
export function formatDecimal(value: Decimal): string {
  const negative = value < ZERO;
  const digits = (negative ? -value : value).toString().padStart(PLACES + 1, '0');
  const whole = digits.slice(0, -PLACES);
  const fraction = digits.slice(-PLACES).replace(/0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative ? `-${text}` : text;
}

/** Nearest double, for statistics only. */
export function toNumber(value: Decimal): number {
  return Number(value) / 1e18;
}

/** From here on every double is a whole number. */
const WHOLE_FROM = 2 ** 53;

/** A double rounded to at most 18 places, for what statistics give. @throws RangeError when it is not finite. */
export function fromNumber(value: number, places: number): Decimal {
  return Math.abs(value) < WHOLE_FROM ? decimal(value.toFixed(places)) : BigInt(value) * ONE;
}

/** numerator ÷ denominator rounded half-even to an integer. @throws RangeError on a zero denominator. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideRounded(-numerator, -denominator);
  const quotient = numerator / denominator;
  const remainder = numerator - quotient * denominator;
  if (remainder === 0n) return quotient;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const roundsAway = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  if (!roundsAway) return quotient;
  return remainder < 0n ? quotient - 1n : quotient + 1n;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return divideRounded(a * b, ONE);
}

export function divide(a: Decimal, b: Decimal): Decimal {
  return divideRounded(a * ONE, b);
}

/** a × b ÷ c with one rounding: the share of a pool's total that a part of it carries. */
export function multiplyDivide(a: Decimal, b: Decimal, c: Decimal): Decimal {
  return divideRounded(a * b, c);
}

export function absolute(value: Decimal): Decimal {
  return value < ZERO ? -value : value;
}

export function minimum(a: Decimal, b: Decimal): Decimal {
  return a < b ? a : b;
}

export function maximum(a: Decimal, b: Decimal): Decimal {
  return a > b ? a : b;
}
