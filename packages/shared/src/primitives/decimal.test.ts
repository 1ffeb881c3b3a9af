import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimal,
  divide,
  divideRounded,
  formatDecimal,
  fromNumber,
  multiply,
  ONE,
  readDecimal,
} from './decimal.ts';

describe('an exact decimal', () => {
  it('survives text and back for every value that the database can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), (value) => {
        expect(decimal(formatDecimal(value))).toBe(value);
      }),
    );
  });

  it('reads exponents only where the format allows them', () => {
    expect(readDecimal('-3.605E-05')).toEqual({ ok: false, fault: 'not_a_number' });
    expect(readDecimal('-3.605E-05', { exponent: true })).toEqual({
      ok: true,
      value: decimal('-0.00003605'),
    });
    expect(readDecimal('0E-18', { exponent: true })).toEqual({ ok: true, value: 0n });
    expect(readDecimal('8.95E+14', { exponent: true })).toEqual({
      ok: true,
      value: decimal('895000000000000'),
    });
  });

  it.each(['', '.', '-', 'NaN', 'Infinity', '1,5', '0x10', ' 1', '1e5'])('refuses %j', (text) => {
    expect(readDecimal(text)).toEqual({ ok: false, fault: 'not_a_number' });
  });

  it('refuses a nineteenth place unless rounding is asked for, and accepts trailing zeros', () => {
    expect(readDecimal('0.1234567890123456785')).toEqual({ ok: false, fault: 'too_many_places' });
    expect(readDecimal('0.1234567890123456785', { round: true })).toEqual({
      ok: true,
      value: 123456789012345678n,
    });
    expect(readDecimal('0.99900000000000000000')).toEqual({ ok: true, value: 999000000000000000n });
  });

  it('refuses more than twenty digits before the point', () => {
    expect(readDecimal('100000000000000000000')).toEqual({ ok: false, fault: 'too_large' });
    expect(readDecimal('99999999999999999999')).toEqual({ ok: true, value: 99999999999999999999n * ONE });
  });

  it('rounds half to even in both signs', () => {
    expect([5n, 15n, 25n, -5n, -15n, -25n, 26n].map((n) => divideRounded(n, 10n))).toEqual([
      0n,
      2n,
      2n,
      -0n,
      -2n,
      -2n,
      3n,
    ]);
  });

  it('multiplies and divides as the written numbers do', () => {
    expect(formatDecimal(multiply(decimal('1.5'), decimal('-0.2')))).toBe('-0.3');
    expect(formatDecimal(divide(decimal('1'), decimal('3')))).toBe('0.333333333333333333');
  });
});

it('a trusted text may be larger than what a column holds, as sums are', () => {
  expect(formatDecimal(decimal('-17862608667480386699264.5'))).toBe('-17862608667480386699264.5');
});

describe('a double as a decimal', () => {
  it.each([
    [0.1 + 0.2, '0.3'],
    [-1.234567891, '-1.23456789'],
    [2 ** 53, '9007199254740992'],
    [1e20, '100000000000000000000'],
    [-3e21, '-3000000000000000000000'],
  ])('of %d has eight places, however large it is', (value, text) => {
    expect(formatDecimal(fromNumber(value, 8))).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is none of %d', (value) => {
    expect(() => fromNumber(value, 8)).toThrow(RangeError);
  });
});
