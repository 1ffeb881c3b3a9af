import { expect, it } from 'vitest';
import { readFilter } from './tradeFilter.ts';

it('days of the address become instants of the zone, both days inclusive', () => {
  expect(readFilter({ from: '2025-03-30', to: '2025-03-30' }, 'Europe/Berlin')).toEqual({
    since: '2025-03-29T23:00:00.000Z',
    until: '2025-03-30T22:00:00.000Z',
  });
});

it('a span of exact instants holds in every zone, narrowed down further by days', () => {
  const week = { since: '2025-03-03T00:00:00.000Z', until: '2025-03-10T00:00:00.000Z' };
  for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo']) expect(readFilter(week, zone)).toEqual(week);
  expect(readFilter({ ...week, from: '2025-03-04', to: '2025-04-01' }, 'Asia/Tokyo')).toEqual({
    since: '2025-03-03T15:00:00.000Z',
    until: week.until,
  });
  expect(readFilter({ since: '2025-03-03', until: '2025-99-10T00:00:00.000Z' }, 'UTC')).toEqual({});
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
