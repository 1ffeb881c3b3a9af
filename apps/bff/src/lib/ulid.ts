import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARS = 10;
const RANDOM_BYTES = 10;
const RANDOM_LIMIT = 1n << BigInt(8 * RANDOM_BYTES);

/** A new ULID of the given time, UTC milliseconds. */
export function newUlid(timeMs: number): string {
  return encode(timeMs, BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`));
}

/** A ULID of the given time that is greater than `last`: of its time plus one unit where the clock is not ahead. */
export function ulidAfter(last: string | null, timeMs: number): string {
  if (last === null || timeMs > ulidTime(last)) return newUlid(timeMs);
  const next = number(last.slice(TIME_CHARS)) + 1n;
  return next < RANDOM_LIMIT ? encode(ulidTime(last), next) : encode(ulidTime(last) + 1, 0n);
}

/** The smallest ULID of the given time. */
export function firstUlidAt(timeMs: number): string {
  return encode(timeMs, 0n);
}

/** The time inside a ULID, UTC milliseconds. */
export function ulidTime(ulid: string): number {
  return Number(number(ulid.slice(0, TIME_CHARS)));
}

function encode(timeMs: number, random: bigint): string {
  return digits(BigInt(timeMs), TIME_CHARS) + digits(random, 16);
}

function digits(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = ALPHABET.charAt(Number(rest & 31n)) + text;
  return text;
}

function number(text: string): bigint {
  let value = 0n;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) throw new RangeError(`Not a ULID: ${text}`);
    value = (value << 5n) | BigInt(digit);
  }
  return value;
}
