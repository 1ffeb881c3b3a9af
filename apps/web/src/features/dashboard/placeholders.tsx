import { Panel } from '../../ui/Panel.tsx';

/** Holds the place of a chart while it is on its way, as high as the chart will be. */
export function ChartSkeleton({ height }: { height: string }) {
  return (
    <div role="status" className={`animate-breathe rounded-md bg-line/50 ${height}`}>
      <span className="sr-only">Loading</span>
    </div>
  );
}

export function PanelSkeleton({ height }: { height: string }) {
  return (
    <Panel>
      <ChartSkeleton height={height} />
    </Panel>
  );
}

/** Stands for the hours, the two distributions and the scatter. */
export function OutcomePlaceholder() {
  return (
    <>
      <PanelSkeleton height="h-70" />
      <div className="grid gap-4 xl:grid-cols-2">
        <PanelSkeleton height="h-78" />
        <PanelSkeleton height="h-78" />
      </div>
      <PanelSkeleton height="h-86" />
    </>
  );
}

/** Stands for the calendar and the weeks of patterns. */
export function DaysPlaceholder() {
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <PanelSkeleton height="h-104" />
      <PanelSkeleton height="h-143 sm:h-122" />
    </div>
  );
}
