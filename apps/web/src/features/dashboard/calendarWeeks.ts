import type { CalendarAnswer } from '@twin/shared/dto/account';
import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';

const DAY = 86_400_000;
const DAYS = 7;

export interface CalendarDay {
  date: string;
  /** The day of the month; null for a day of the month before or after. */
  number: number | null;
  /** In the chosen asset; null on a day without trades in it. */
  result: string | null;
  trades: number;
  /** Shown patterns of the day, whatever the asset. */
  tags: number;
}

export interface CalendarWeek {
  days: readonly CalendarDay[];
  total: CalendarTotal;
}

export interface CalendarTotal {
  result: string;
  trades: number;
}

export interface CalendarView {
  weeks: readonly CalendarWeek[];
  total: CalendarTotal;
}

/** The weeks of a month from Monday to Sunday with exact totals of one asset; days outside it are empty. */
export function calendarView({ month, days }: CalendarAnswer, asset: string): CalendarView {
  const known = new Map(days.map((day) => [day.date, day]));
  const first = Date.parse(`${month}-01`);
  const sinceMonday = (new Date(first).getUTCDay() + DAYS - 1) % DAYS;
  const weeks: CalendarWeek[] = [];
  for (
    let monday = first - sinceMonday * DAY;
    isOfMonth(monday, month) || monday < first;
    monday += DAYS * DAY
  ) {
    const week = Array.from({ length: DAYS }, (_, place): CalendarDay => {
      const date = dateOf(monday + place * DAY);
      const day = known.get(date);
      const line = day?.lines.find((found) => found.asset === asset);
      return {
        date,
        number: date.startsWith(month) ? Number(date.slice(8)) : null,
        result: line?.realisedPnl ?? null,
        trades: line?.trades ?? 0,
        tags: day?.tags ?? 0,
      };
    });
    weeks.push({ days: week, total: totalOf(week) });
  }
  return { weeks, total: totalOf(weeks.flatMap((week) => week.days)) };
}

/** The month so many months away: `2024-12` and 1 → `2025-01`. */
export function monthAt(month: string, distance: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + distance, 1)).toISOString().slice(0, 7);
}

function totalOf(days: readonly CalendarDay[]): CalendarTotal {
  return {
    result: formatDecimal(days.reduce((sum, { result }) => sum + decimal(result ?? '0'), ZERO)),
    trades: days.reduce((sum, { trades }) => sum + trades, 0),
  };
}

function isOfMonth(at: number, month: string): boolean {
  return dateOf(at).startsWith(month);
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
