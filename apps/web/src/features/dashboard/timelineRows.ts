import type { BiasTimeline } from '@twin/shared/dto/bias';
import { LABELS, type Label } from '@twin/shared/primitives/label';
import type { CountRow } from '../../ui/charts/CountChart.tsx';
import { formatPercent } from '../../ui/format/number.ts';
import { namePattern } from '../../ui/patterns.ts';
import { tradesAddress } from './tradesAddress.ts';

const WEEK = 7 * 86_400_000;

export interface TimelineView {
  labels: readonly Label[];
  columns: readonly string[];
  rows: readonly CountRow[];
}

/** Every week from the first tag to the last, the empty ones too, with each pattern's count and mean confidence. */
export function timelineView({ items }: BiasTimeline, account?: string): TimelineView {
  const labels = LABELS.filter((label) => items.some((item) => item.label === label));
  const found = new Map(items.map((item) => [`${Date.parse(item.ts)}|${item.label}`, item]));
  const starts = items.map(({ ts }) => Date.parse(ts));
  const rows: CountRow[] = [];
  for (let at = minimum(starts); at <= maximum(starts); at += WEEK) {
    const cells = labels.map((label) => found.get(`${at}|${label}`));
    const [since, until] = [at, at + WEEK].map((instant) => new Date(instant).toISOString());
    const day = since?.slice(0, 10) ?? '';
    rows.push({
      key: day,
      name: day,
      texts: cells.map((cell) => (cell ? `${cell.count} (${formatPercent(cell.meanConfidence)})` : '0')),
      href: tradesAddress({ account, label: 'any', since, until }),
      bars: cells.map((cell) => ({ count: cell?.count ?? 0, share: cell?.meanConfidence ?? 0 })),
    });
  }
  return { labels, columns: ['Week from', ...labels.map(namePattern)], rows };
}

function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
