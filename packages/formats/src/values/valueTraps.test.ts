import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { type NumberStyle, readAmount } from './amount.ts';
import { readWallTime } from './wallTime.ts';

// Numbered like the traps of whole files in ../traps.test.ts.

describe('the traps of amounts', () => {
  it.each<[string, NumberStyle, string]>([
    ['1,500.0000050000', 'point', '1500.000005'],
    ['€1,234.56', 'point', '1234.56'],
    ['4 714.10', 'point', '4714.1'],
    ['9 212.82428', 'point', '9212.82428'],
    ['9\u00a0212,82428', 'comma', '9212.82428'],
    ['1’234.5', 'point', '1234.5'],
    ['R$ 35,00', 'comma', '35'],
    ['1.948.815', 'comma', '1948815'],
    ['1.948.815', 'point', '1948815'],
    ['1.948,5', 'comma', '1948.5'],
  ])('4: %j in the %s style is %s', (text, style, value) => {
    expect(readAmount(text, style)).toEqual({ ok: true, value: decimal(value) });
  });

  it.each(['1,50', '12,34.5', '1,2345', '1 23', '1.2.3', '--1', '1-', '€', '1e', 'ySOL', '(1'])(
    '4: %j groups no thousands and is refused rather than guessed',
    (text) => {
      expect(readAmount(text, 'point')).toEqual({ ok: false, fault: 'not_a_number' });
    },
  );

  it.each([
    ['€190.00', '190'],
    ['$97830.36', '97830.36'],
    ['($700.00)', '-700'],
    ['-R$ 35.00', '-35'],
    ['Kč5,149.00', '5149'],
    ['-€597.49846', '-597.49846'],
    ['- 2.50', '-2.5'],
  ])('5: the money %j is %s', (text, value) => {
    expect(readAmount(text, 'point')).toEqual({ ok: true, value: decimal(value) });
  });
});

describe('the traps of times', () => {
  it.each<[string, string, Parameters<typeof readWallTime>[1]]>([
    ['26-05-22 16:25:18', '2026-05-22T16:25:18', 'year-first'],
    ['04-02-20 16:52:06', '2020-02-04T16:52:06', 'day-first'],
    ['12/25/2019, 7:00:00 AM', '2019-12-25T07:00:00', 'month-first'],
    ['12/25/2019, 12:00:00 AM', '2019-12-25T00:00:00', 'month-first'],
    ['Jan. 28, 2022, 12:13 PM', '2022-01-28T12:13:00', 'day-first'],
    ['10 Mar 2021 10:40:20', '2021-03-10T10:40:20', 'day-first'],
    ['Tue May 26 2020 18:06:28 GMT+0000', '2020-05-26T18:06:28', 'day-first'],
    ['08/03/2026 - 11:15:00', '2026-03-08T11:15:00', 'day-first'],
    ['9/18/2025 - 14:59:56', '2025-09-18T14:59:56', 'month-first'],
    ['14:35 2024-11-16', '2024-11-16T14:35:00', 'day-first'],
    ['20230403;095853', '2023-04-03T09:58:53', 'day-first'],
    ['2026.01.01 10:00:00', '2026-01-01T10:00:00', 'day-first'],
    ['17.11.2021 10:21:26', '2021-11-17T10:21:26', 'day-first'],
    ['2021-11-23, 12:46:38', '2021-11-23T12:46:38', 'day-first'],
    ['02-12-2024 9:50', '2024-12-02T09:50:00', 'day-first'],
  ])('11: %j is the clock %s', (text, clock, order) => {
    expect(new Date(readWallTime(text, order)?.wall ?? 0).toISOString().slice(0, 19)).toBe(clock);
  });

  it.each(['2024-13-40 10:00:00', '2023-02-29', '1.73E+12', '31/31/2024', 'x', '25:00 2024-01-01'])(
    '11: %j is no time',
    (text) => {
      expect(readWallTime(text)).toBeNull();
    },
  );
});
