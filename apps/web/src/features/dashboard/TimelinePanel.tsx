'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchTimeline } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { CountChart } from '../../ui/charts/CountChart.tsx';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { namePattern } from '../../ui/patterns.ts';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { ChartSkeleton } from './placeholders.tsx';
import { timelineView } from './timelineRows.ts';

/** A height class for each number of lanes: the drawing stands on whole lanes and one line of dates. */
const HEIGHTS = ['h-5', 'h-16', 'h-27', 'h-38', 'h-49', 'h-60', 'h-71', 'h-82', 'h-93', 'h-104', 'h-115'];

/** When which pattern was found, week by week. */
export function TimelinePanel({ account }: { account: string | undefined }) {
  const timeline = useQuery({ queryKey: keys.timeline(account), queryFn: () => fetchTimeline(account) });
  const view = useMemo(
    () => (timeline.data ? timelineView(timeline.data, account) : null),
    [timeline.data, account],
  );
  const found = timeline.data?.items.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <Panel
      title="Patterns week by week"
      note="Found with at least 60% confidence; weeks begin on Monday, UTC."
    >
      {timeline.isError && <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.isPending && <ChartSkeleton height="h-143 sm:h-122" />}
      {view && view.rows.length === 0 && <EmptyState title="No pattern has been found so far" />}
      {view && view.rows.length > 0 && (
        <>
          <CountChart
            label="Patterns week by week"
            columns={view.columns}
            rows={view.rows}
            lanes={view.labels.map(namePattern)}
            height={HEIGHTS[view.labels.length] ?? 'h-115'}
          />
          <p className="pt-2 text-xs text-muted">
            n = {formatCount(found)} found in {formatCounted(view.rows.length, 'week')}. In brackets: the mean
            confidence.
          </p>
        </>
      )}
    </Panel>
  );
}
