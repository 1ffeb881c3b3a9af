'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchEquity } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { formatDay } from '../../ui/format/time.ts';
import { useZone } from '../shell/session.ts';
import { CalendarPanel } from './CalendarPanel.tsx';
import { EquityPanel } from './EquityPanel.tsx';
import { PanelSkeleton } from './placeholders.tsx';
import { TimelinePanel } from './TimelinePanel.tsx';

interface ChartsProps {
  account: string | undefined;
  asset: string;
}

/** Everything that is drawn, in one file of its own: it comes after the numbers. */
export function Charts({ account, asset }: ChartsProps) {
  const zone = useZone();
  const equity = useQuery({
    queryKey: keys.equity(account, asset),
    queryFn: () => fetchEquity(account, asset),
  });
  const end = equity.data?.points.at(-1)?.ts;
  return (
    <>
      <EquityPanel asset={asset} account={account} equity={equity} />
      <div className="grid gap-4 xl:grid-cols-2">
        {equity.isPending ? (
          <PanelSkeleton height="h-104" />
        ) : (
          <CalendarPanel account={account} asset={asset} lastMonth={monthBefore(end, zone)} />
        )}
        <TimelinePanel />
      </div>
    </>
  );
}

/** The month of the day that ends at this instant; this month while there is none. */
function monthBefore(end: string | undefined, zone: string): string {
  const at = end === undefined ? Date.now() : Date.parse(end) - 1;
  return formatDay(new Date(at).toISOString(), zone).slice(0, 7);
}
