'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { isFinished } from '../imports/useImport.ts';
import { useImportHistory } from '../imports/useImportHistory.ts';
import { PanelSkeleton } from './placeholders.tsx';

/** Where there are no trades: what brings them, or that they are on their way. */
export function FirstStep() {
  const { items, isPending } = useImportHistory();
  const isRunning = items.some((item) => !isFinished(item));
  useNewTrades(isRunning);
  if (isPending) return <PanelSkeleton height="h-44" />;
  return <Panel>{isRunning ? <Running /> : <NoTrades />}</Panel>;
}

/** When the imports are done, the page is read anew. */
function useNewTrades(isRunning: boolean): void {
  const client = useQueryClient();
  const wasRunning = useRef(isRunning);
  useEffect(() => {
    if (wasRunning.current && !isRunning) void client.invalidateQueries({ queryKey: keys.journal });
    wasRunning.current = isRunning;
  }, [isRunning, client]);
}

function Running() {
  return (
    <EmptyState
      title="An import is running"
      action={
        <QuietLink href="/imports" className="font-medium text-accent underline">
          See how far it is
        </QuietLink>
      }
    >
      Your positions and the first patterns appear here by themselves.
    </EmptyState>
  );
}

function NoTrades() {
  return (
    <EmptyState
      title="No trades yet"
      action={
        <QuietLink
          href="/imports"
          className="inline-flex min-h-8 items-center rounded-md bg-accent-fill px-3 text-sm font-medium text-on-accent"
        >
          Import a file
        </QuietLink>
      }
    >
      Drop in an export of your fills. Your positions and the first patterns appear within seconds.
    </EmptyState>
  );
}
