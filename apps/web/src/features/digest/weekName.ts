import type { DigestDto } from '@twin/shared/dto/digest';
import { formatDay } from '../../ui/format/time.ts';

/** First and last day of a week on the clock that it was cut by: `2025-01-06 – 2025-01-12`. */
export function weekName({
  periodStart,
  periodEnd,
  timeZone,
}: Pick<DigestDto, 'periodStart' | 'periodEnd' | 'timeZone'>): string {
  const last = new Date(Date.parse(periodEnd) - 1).toISOString();
  return `${formatDay(periodStart, timeZone)} – ${formatDay(last, timeZone)}`;
}
