import { expect, it } from 'vitest';
import { readFilter } from './tradeFilter.ts';

it('days of the address become instants of the zone, both days inclusive', () => {
  expect(readFilter({ from: '2025-03-30', to: '2025-03-30' }, 'Europe/Berlin')).toEqual({
    since: '2025-03-29T23:00:00.000Z',
    until: '2025-03-30T22:00:00.000Z',
  });
});

it('what makes no sense in an address is left out instead of failing the page', () => {
  expect(readFilter({ label: 'greed', from: '2025-13-45', to: 'yesterday', symbol: ' ' }, 'UTC')).toEqual({});
});

it('a symbol is asked for as it is written at the exchange', () => {
  expect(readFilter({ symbol: ' kPEPE-USDC ', label: 'size_drift' }, 'UTC')).toEqual({
    symbol: 'kPEPE-USDC',
    label: 'size_drift',
  });
});
