import { type Decimal, type DecimalReading, readDecimal } from '@twin/shared/primitives/decimal';

/** Which sign is the decimal one in a file; the other one, blanks and apostrophes group thousands. */
export type NumberStyle = 'point' | 'comma';

const SYMBOL = String.raw`(?:\p{Sc}|R\$|A\$|C\$|US\$|HK\$|Kč|zł|kr\.?|Fr\.?|CHF)`;
const MONEY = new RegExp(String.raw`^([+-]?)\s*${SYMBOL}?\s*([+-]?)\s*(\d.*?|[.,]\d.*?)\s*${SYMBOL}?$`, 'iu');
/** The longest printed numbers have 40 digits; longer texts are not worth matching. */
const LONGEST_NUMBER = 100;
const BLANKS = /[\u0020\u00a0\u2009\u202f'’]/;
const GROUPS = {
  point: /^\d{1,3}(?:,\d{3})+(?:\.\d*)?(?:[eE][+-]?\d+)?$/,
  comma: /^\d{1,3}(?:\.\d{3})+(?:,\d*)?(?:[eE][+-]?\d+)?$/,
};
const BLANK_GROUPS = /^\d{1,3}(?:[\u0020\u00a0\u2009\u202f'’]\d{3})+(?:[.,]\d*)?$/;
const REPEATED_SIGN = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/;

/** An amount as exchanges and spreadsheets write it: signs, brackets, currency symbols, grouped thousands, exponents. */
export function readAmount(text: string, style: NumberStyle, round = false): DecimalReading {
  const plain = style === 'point' ? readPlain(text) : null;
  if (plain !== null) return { ok: true, value: plain };
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_NUMBER) return { ok: false, fault: 'not_a_number' };
  const inner = /^\((.*)\)$/.exec(trimmed)?.[1];
  const money = MONEY.exec(inner ?? trimmed);
  if (!money || (money[1] && money[2])) return { ok: false, fault: 'not_a_number' };
  const reading = readDecimal(withoutGroups(money[3] ?? '', style), { exponent: true, round });
  const negative = (inner !== undefined) !== (money[1] === '-' || money[2] === '-');
  return reading.ok && negative ? { ok: true, value: -reading.value } : reading;
}

function withoutGroups(digits: string, style: NumberStyle): string {
  let text = digits;
  if (BLANKS.test(text)) {
    if (!BLANK_GROUPS.test(text)) return 'not a number';
    text = text.replace(new RegExp(BLANKS, 'g'), '');
  }
  if (REPEATED_SIGN.test(text)) return text.replaceAll(/[.,]/g, '');
  const group = style === 'point' ? ',' : '.';
  if (text.includes(group)) {
    if (!GROUPS[style].test(text)) return 'not a number';
    text = text.replaceAll(group, '');
  }
  return style === 'comma' ? text.replace(',', '.') : text;
}

const POWERS = Array.from({ length: 19 }, (_, places) => 10n ** BigInt(18 - places));

/** The quick way for `123.45`: at most 15 digits, so that a double counts them exactly. */
export function readPlain(text: string): Decimal | null {
  const length = text.length;
  if (length === 0 || length > 16) return null;
  let digits = 0;
  let places = -1;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46 && places === -1) places = 0;
    else if (code >= 48 && code <= 57) {
      digits = digits * 10 + (code - 48);
      if (places !== -1) places += 1;
    } else return null;
  }
  if (length === 16 && places === -1) return null;
  if (length === 1 && places === 0) return null;
  return BigInt(digits) * (POWERS[Math.max(places, 0)] ?? 1n);
}

const COMMA_DECIMAL = /^[+-]?\d+,\d+$/;
const THREE_AFTER_COMMA = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const POINT_DECIMAL = /^[^\d]{0,4}\d[\d,]*\.\d+[^\d]{0,6}$/;

/**
 * The style of a file from a sample of its cells. A comma that cannot group thousands (`57,7348`) speaks
 * for the decimal comma; where every comma could group, the delimiter decides (`;` is written with decimal commas).
 */
export function detectNumberStyle(cells: Iterable<string>, delimiter: string): NumberStyle {
  let commas = 0;
  let sureCommas = 0;
  let points = 0;
  for (const cell of cells) {
    const text = cell.trim();
    if (COMMA_DECIMAL.test(text)) {
      commas += 1;
      if (!THREE_AFTER_COMMA.test(text)) sureCommas += 1;
    } else if (POINT_DECIMAL.test(text)) points += 1;
  }
  if (sureCommas > 0) return sureCommas >= points ? 'comma' : 'point';
  return commas > 0 && points === 0 && delimiter !== ',' ? 'comma' : 'point';
}
