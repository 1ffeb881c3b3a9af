import { absolute, decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAverage,
  formatCompact,
  formatCounted,
  formatExact,
  formatMoney,
  formatPercent,
} from './number.ts';

fc.configureGlobal({ seed: 20_250_301 });

const amounts = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(formatDecimal);

function readBack(text: string): bigint {
  return decimal(
    text
      .replaceAll(',', '')
      .replace('−', '-')
      .replace(/[$€£¥+]| [A-Z]+$/g, ''),
  );
}

describe('an exact number', () => {
  it('reads back as the same decimal, with every place', () => {
    fc.assert(fc.property(amounts, (text) => readBack(formatExact(text)) === decimal(text)));
  });

  it('has a separator before every third digit of the whole part and nowhere else', () => {
    fc.assert(fc.property(amounts, (text) => /^−?\d{1,3}(,\d{3})*(\.\d+)?$/.test(formatExact(text))));
  });
});

describe('an average price', () => {
  it('is no further from the exact one than half of its eighth digit, and keeps short prices as they are', () => {
    expect(formatAverage('905.380769230769230769')).toBe('905.38077');
    expect(formatAverage('123456789.6')).toBe('123,456,790');
    fc.assert(
      fc.property(amounts, (text) => {
        const [read, exact] = [readBack(formatAverage(text)), decimal(text)];
        expect(
          absolute(read - exact) * 10n ** 7n <= absolute(exact) || absolute(read - exact) * 2n <= 10n ** 18n,
        ).toBe(true);
      }),
    );
  });
});

describe('an amount of money', () => {
  it('puts the sign before the currency', () => {
    expect(formatMoney('-178.86', 'USD')).toBe('−$178.86');
    expect(formatMoney('1234567.5', 'EUR', { sign: 'always' })).toBe('+€1,234,567.50');
    expect(formatMoney('-12843.2273', 'USDC')).toBe('−12,843.23 USDC');
    expect(formatMoney('5310.2', 'USDC', { isAssetNamed: true })).toBe('5,310.20');
  });

  it('never shows the noise of floating point', () => {
    expect(formatMoney('0.91', 'USD')).toBe('$0.91');
    expect(formatMoney('0.100000000000000005', 'USD')).toBe('$0.10');
  });

  it('rounds to within half a step, half to even', () => {
    expect(formatMoney('0.125', 'USD')).toBe('$0.12');
    expect(formatMoney('0.135', 'USD')).toBe('$0.14');
    fc.assert(
      fc.property(amounts, (text) => {
        const error = absolute(readBack(formatMoney(text, 'USDC')) - decimal(text));
        return error <= decimal('0.005');
      }),
    );
  });

  it('shows nothing as zero that is not zero', () => {
    expect(formatMoney('0.00421', 'USD')).toBe('$0.0042');
    expect(formatMoney('-0.000000000000000001', 'BTC')).toBe('−0.000000000000000001 BTC');
    fc.assert(
      fc.property(amounts, fc.constantFrom('USD', 'BTC', null), (text, asset) => {
        return decimal(text) === 0n || readBack(formatMoney(text, asset)) !== 0n;
      }),
    );
  });

  it('keeps eight places of a coin', () => {
    expect(formatMoney('1.23456789', 'BTC')).toBe('1.23456789 BTC');
  });
});

it('a share reads as a percentage with a true minus', () => {
  expect(formatPercent(-0.031, 1)).toBe('−3.1%');
});

it('a noun agrees with its count', () => {
  const written = [0, 1, 2, 1200].map((days) => formatCounted(days, 'day'));
  expect(written).toEqual(['0 days', '1 day', '2 days', '1,200 days']);
  expect(formatCounted(1, 'balance is', 'balances are')).toBe('1 balance is');
  expect(formatCounted(2, 'balance is', 'balances are')).toBe('2 balances are');
});

describe('a compact number', () => {
  it('keeps to about five signs from fractions to millions', () => {
    const values = [0, 0.0312, -0.5, 3.94, -25.25, 118.4, -1130, 12_499, -1_234_567];
    const written = ['0', '0.031', '−0.5', '3.9', '−25', '118', '−1.1K', '12K', '−1.2M'];
    expect(values.map(formatCompact)).toEqual(written);
  });
});
