import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { readFilter } from '../trades/tradeFilter.ts';
import { calendarView, monthAt } from './calendarWeeks.ts';
import { equityView, valuationWords } from './equityRows.ts';
import { timelineView } from './timelineRows.ts';

const dayEnd = (day: number) => new Date(Date.UTC(2025, 2, day + 1)).toISOString();
const point = (day: number, actual: string, twin: string | null = null) => ({
  ts: dayEnd(day),
  actual,
  twin,
  coverage: day === 2 ? 0.5 : 1,
});
const DAYS = [1, 2, 3].map((day) => point(day, '1'));
const CONTEXT = { zone: 'UTC', account: undefined };

describe('the equity curve', () => {
  const curve = { asset: 'USD', unconverted: [] };

  it('falls from the highest value so far, which is never below zero, exactly', () => {
    const points = [point(1, '-0.1'), point(2, '0.2'), point(3, '0.05'), point(4, '0.3')];
    const { rows } = equityView({ ...curve, points }, CONTEXT);
    expect(rows.map(({ texts }) => texts)).toEqual([
      ['−$0.10', '$0.10'],
      ['+$0.20', '$0.00'],
      ['+$0.05', '$0.15'],
      ['+$0.30', '$0.00'],
    ]);
  });

  it('names each point by the day that it closes, in the zone of the person, and leads to its fills', () => {
    const points = [{ ...point(1, '1'), ts: '2025-03-01T23:00:00.000Z' }];
    const { rows } = equityView({ ...curve, points }, { zone: 'Europe/Berlin', account: 'Main' });
    expect(rows[0]?.name).toBe('2025-03-01');
    expect(rows[0]?.href).toBe('/trades?account=Main&from=2025-03-01&to=2025-03-01');
  });

  it('speaks of the twin only where it is known', () => {
    const alone = equityView({ ...curve, points: [point(1, '1')] }, CONTEXT);
    expect(alone.columns).toEqual(['Day', 'You', 'Below the high']);
    const both = equityView({ ...curve, points: [point(1, '1', '3.5'), point(2, '1')] }, CONTEXT);
    expect(both.columns).toEqual(['Day', 'You', 'Your twin', 'Difference', 'Below the high']);
    expect(both.rows[0]?.texts.slice(1, 3)).toEqual(['+$3.50', '+$2.50']);
    expect(both.rows[1]?.texts.slice(1, 3)).toEqual(['unknown', 'unknown']);
  });

  it('counts the days that are valued at market prices throughout', () => {
    const { covered } = equityView({ ...curve, points: [point(1, '1'), point(2, '1')] }, CONTEXT);
    expect(covered).toBe(1);
  });

  it('speaks of other days only where there are some', () => {
    const words = (days: number, covered: number) =>
      valuationWords({ rows: equityView({ ...curve, points: DAYS.slice(0, days) }, CONTEXT).rows, covered });
    const otherwise = 'an open position stands at its last own fill.';
    const priced = 'valued at market prices throughout';
    expect(words(3, 3)).toBe(`n = 3 days, all of them ${priced}.`);
    expect(words(1, 1)).toBe(`n = 1 day, ${priced}.`);
    expect(words(3, 1)).toBe(`n = 3 days, 1 of them ${priced}; on the others ${otherwise}`);
    expect(words(3, 2)).toBe(`n = 3 days, 2 of them ${priced}; on the other ${otherwise}`);
    expect(words(3, 0)).toBe(`n = 3 days, none of them ${priced}: ${otherwise}`);
  });
});

describe('the weeks of patterns', () => {
  const item = (week: number, label: 'fomo_chase' | 'early_exit', count: number, meanConfidence: number) => ({
    ts: new Date(Date.UTC(2025, 2, 3 + 7 * week)).toISOString(),
    label,
    count,
    meanConfidence,
  });

  it('show every week from the first to the last, the empty ones too', () => {
    const view = timelineView({ items: [item(0, 'fomo_chase', 2, 0.75), item(2, 'early_exit', 1, 0.6)] });
    expect(view.rows.map(({ name }) => name)).toEqual(['2025-03-03', '2025-03-10', '2025-03-17']);
    expect(view.rows.map(({ texts }) => texts)).toEqual([
      ['2 (75%)', '0'],
      ['0', '0'],
      ['0', '1 (60%)'],
    ]);
  });

  it('lead to the very span that they count, whatever the zone of the person', () => {
    const [week] = timelineView({ items: [item(0, 'fomo_chase', 2, 0.75)] }, 'Day').rows;
    const address = new URLSearchParams(week?.href?.split('?')[1]);
    expect(readFilter(Object.fromEntries(address), 'America/New_York')).toEqual({
      account: 'Day',
      label: 'any',
      since: '2025-03-03T00:00:00.000Z',
      until: '2025-03-10T00:00:00.000Z',
    });
  });

  it('are none while nothing was found', () => {
    expect(timelineView({ items: [] }).rows).toEqual([]);
  });
});

describe('the calendar', () => {
  const line = (realisedPnl: string, asset = 'USD') => ({
    asset,
    realisedPnl,
    fees: '0',
    trades: 2,
    episodes: 1,
  });
  const march = {
    month: '2025-03',
    timeZone: 'UTC',
    days: [
      { date: '2025-03-01', lines: [line('0.1'), line('9', 'EUR')], tags: 0 },
      { date: '2025-03-03', lines: [line('0.2')], tags: 1 },
      { date: '2025-03-31', lines: [line('-0.7')], tags: 0 },
    ],
  };

  it('begins weeks on Monday and holds each day of the month once', () => {
    const { weeks } = calendarView(march, 'USD');
    const numbers = weeks.flatMap(({ days }) => days.map((day) => day.number));
    expect(weeks.map(({ days }) => days.length)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(numbers.filter((number) => number !== null)).toEqual(
      Array.from({ length: 31 }, (_, at) => at + 1),
    );
    expect(numbers.indexOf(1)).toBe(5);
  });

  it('sums one asset exactly: days to weeks, weeks to the month', () => {
    const { weeks, total } = calendarView(march, 'USD');
    expect(weeks.map((week) => week.total.result)).toEqual(['0.1', '0.2', '0', '0', '0', '-0.7']);
    const summed = weeks.reduce((sum, week) => sum + decimal(week.total.result), ZERO);
    expect([formatDecimal(summed), total.result, total.trades]).toEqual(['-0.4', '-0.4', 6]);
  });

  it('turns the year with the month', () => {
    expect([monthAt('2024-12', 1), monthAt('2025-01', -1)]).toEqual(['2025-01', '2024-12']);
  });
});
