'use client';
import { useQuery } from '@tanstack/react-query';
import { formatDay } from '../../ui/format/time.ts';
import { WhenNear } from '../../ui/WhenNear.tsx';
import { useZone } from '../shell/session.ts';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import { CalendarPanel } from './CalendarPanel.tsx';
import { equityQuery } from './equityQuery.ts';
import { OutcomePanels } from './OutcomePanels.tsx';
import type { Scope } from './outcomeRows.ts';
import { OutcomePlaceholder, PanelSkeleton } from './placeholders.tsx';
import { TimelinePanel } from './TimelinePanel.tsx';

/** What is drawn below the first screen, in one file of its own: each part comes when one scrolls to it. */
export function Pictures({ account, asset }: Scope) {
  const zone = useZone();
  const equity = useQuery(equityQuery(account, asset));
  const end = equity.data?.points.at(-1)?.ts;
  return (
    <>
      <div className="grid gap-4 xl:grid-cols-2">
        {equity.isPending ? (
          <PanelSkeleton height="h-104" />
        ) : (
          <CalendarPanel account={account} asset={asset} lastMonth={monthBefore(end, zone)} />
        )}
        <TimelinePanel account={account} />
      </div>
      <WhenNear placeholder={<OutcomePlaceholder />}>
        <OutcomePanels account={account} asset={asset} />
      </WhenNear>
      <WhenNear placeholder={<PanelSkeleton height="h-80" />}>
        <BreakdownPanel account={account} asset={asset} />
      </WhenNear>
    </>
  );
}

/** The month of the day that ends at this instant; this month while there is none. */
function monthBefore(end: string | undefined, zone: string): string {
  const at = end === undefined ? Date.now() : Date.parse(end) - 1;
  return formatDay(new Date(at).toISOString(), zone).slice(0, 7);
}
