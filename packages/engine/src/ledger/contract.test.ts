import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { amountAsset, type Contract, contractOf, exposure, ownTerms, unitPrice } from './contract.ts';
import { contractTable } from './contractTable.ts';
import { text } from './writtenFills.testkit.ts';

const terms = (instrument: Parameters<typeof contractTable>[1], symbol = 'BTC-USD', settle?: string) =>
  contractOf({ instrument, symbol, ...(settle === undefined ? {} : { settle }) }, contractTable);
const linear = (multiplier: string): Contract => ({
  ...{ settle: 'USD', payoff: 'linear' },
  multiplier: decimal(multiplier),
});
const inverse = (multiplier: string): Contract => ({ ...linear(multiplier), payoff: 'inverse' });

describe('the terms of a contract', () => {
  it.each(['spot', 'margin'] as const)(
    'of %s are the quote asset, one to one, whatever a fill says',
    (instrument) => {
      expect(terms(instrument, 'BTC-USD', 'EUR')).toEqual(linear('1'));
    },
  );

  it('are those of the fill itself before any default', () => {
    expect(terms('linear')).toEqual(linear('1'));
    expect(terms('linear', 'BTC-USD', 'USDC')).toEqual({ ...linear('1'), settle: 'USDC' });
    expect(terms('inverse')).toEqual({ ...inverse('1'), settle: 'BTC' });
    expect(terms('inverse', 'BTC-USD', 'ETH')).toEqual({ ...inverse('1'), settle: 'ETH' });
    expect(terms('quanto', 'ETH-USD', 'USDT')).toEqual({ ...linear('0.000001'), settle: 'USDT' });
  });

  it('of a quanto are those of the exchange’s table, and there is no default beyond it', () => {
    expect(terms('quanto', 'ETH-USD')).toEqual({ ...linear('0.000001'), settle: 'BTC' });
    expect(terms('quanto', 'XRP-USD')).toEqual({ ...linear('0.0002'), settle: 'BTC' });
    expect(terms('quanto', 'DOGE-USD')).toBeNull();
    expect(contractTable('ETH-USD', 'linear')).toBeNull();
  });
});

describe('the asset of amounts', () => {
  it('is the quote, of inverse contracts the base, and whatever a contract says', () => {
    expect(amountAsset({ instrument: 'spot', symbol: 'BTC-USD' })).toBe('USD');
    expect(amountAsset({ instrument: 'inverse', symbol: 'BTC-USD' })).toBe('BTC');
    expect(amountAsset({ instrument: 'linear', symbol: 'BTC-USD', settle: null })).toBe('USD');
    expect(amountAsset({ instrument: 'linear', symbol: 'BTC-USD', settle: 'USDC' })).toBe('USDC');
    expect(amountAsset({ instrument: 'inverse', symbol: 'BTC-USD', settle: 'ETH' })).toBe('ETH');
  });

  it('is told of a contract, with its multiplier, where instrument and symbol do not tell it', () => {
    const market = { instrument: 'linear', symbol: 'BTC-USD' } as const;
    expect(ownTerms(linear('1'), market)).toEqual({});
    expect(ownTerms({ ...linear('0.01'), settle: 'BTC' }, market)).toEqual({
      settle: 'BTC',
      multiplier: decimal('0.01'),
    });
    const coins = { ...market, instrument: 'inverse' } as const;
    expect(ownTerms({ ...inverse('100'), settle: 'BTC' }, coins)).toEqual({ multiplier: decimal('100') });
  });
});

describe('what a quantity is worth at a price', () => {
  it.each([
    [linear('1'), '-3', '50', '-150'],
    [linear('0.0001'), '3', '50', '0.015'],
    // 1,000 contracts of one dollar at 50,000 are 0.02 bitcoin, and fall as the price rises.
    [inverse('1'), '1000', '50000', '-0.02'],
    [inverse('100'), '10', '50000', '-0.02'],
  ])('by %o: %s at %s is %s, and so much is worth it at that price', (contract, qty, price, worth) => {
    expect(text(exposure(contract, decimal(qty), decimal(price)))).toBe(worth);
    expect(text(unitPrice(contract, decimal(qty), decimal(worth)))).toBe(price);
  });

  it('is nothing at a price of 0 by an inverse contract, and no price makes nothing worth nothing', () => {
    expect(exposure(inverse('1'), decimal('5'), 0n)).toBe(0n);
    expect(unitPrice(inverse('1'), decimal('5'), 0n)).toBeNull();
    expect(unitPrice(linear('1'), 0n, 0n)).toBeNull();
  });
});
