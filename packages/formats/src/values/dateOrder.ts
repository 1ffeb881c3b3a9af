import type { DateOrder } from './wallTime.ts';

const NUMBERS = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b/;

/**
 * The order of day and month that all dates of a file allow: a first number above 12 can only be a day,
 * a second one only a month's day. `ambiguous` when all fit both ways, `mixed` when they contradict each other.
 */
export function decideDateOrder(texts: Iterable<string>): DateOrder | 'ambiguous' | 'mixed' | 'none' {
  let dayFirst = false;
  let monthFirst = false;
  let any = false;
  for (const text of texts) {
    const match = NUMBERS.exec(text);
    if (!match) continue;
    any = true;
    if (Number(match[1]) > 12) dayFirst = true;
    if (Number(match[2]) > 12) monthFirst = true;
  }
  if (dayFirst && monthFirst) return 'mixed';
  if (dayFirst) return 'day-first';
  if (monthFirst) return 'month-first';
  return any ? 'ambiguous' : 'none';
}
