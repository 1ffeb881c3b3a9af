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
