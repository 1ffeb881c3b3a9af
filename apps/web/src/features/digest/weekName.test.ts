import { expect, it } from 'vitest';
import { weekName } from './weekName.ts';

it('a week is named by its first and last day on the clock that it was cut by', () => {
  const week = { periodStart: '2026-03-02T05:00:00.000Z', periodEnd: '2026-03-09T04:00:00.000Z' };
  expect(weekName({ ...week, timeZone: 'America/New_York' })).toBe('2026-03-02 – 2026-03-08');
  expect(weekName({ ...week, timeZone: 'Asia/Tokyo' })).toBe('2026-03-02 – 2026-03-09');
});
