'use client';
import { useQuery } from '@tanstack/react-query';
import type { DecisionDto } from '@twin/shared/dto/decision';
import { useRef } from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { Average, SideMark } from '../../ui/figures.tsx';
import { formatCounted, formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { decisionQuery } from './decisionQuery.ts';
import { EpisodeFacts } from './EpisodeFacts.tsx';
import { FillList } from './FillList.tsx';
import { TagEvidence } from './TagEvidence.tsx';
import { usePanelFocus } from './usePanelFocus.ts';

interface DecisionPanelProps {
  id: string;
  onClose: () => void;
}

/** The decision behind a trade, beside the list: what was done, what it became, which patterns and why. */
export function DecisionPanel({ id, onClose }: DecisionPanelProps) {
  const decision = useQuery(decisionQuery(id));
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  usePanelFocus(panel, heading);
  return (
    <aside
      ref={panel}
      aria-label="Decision"
      tabIndex={-1}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
      className="fixed inset-0 z-20 flex flex-col border-l bg-surface outline-none lg:static lg:z-auto lg:w-96 lg:shrink-0"
    >
      <header className="flex items-center justify-between border-b px-4 py-2">
        <h2 ref={heading} tabIndex={-1} className="text-sm font-semibold outline-none">
          Decision
        </h2>
        <Button look="quiet" onClick={onClose} className="-mr-2">
          Close <kbd className="hidden font-sans text-xs lg:inline">Esc</kbd>
        </Button>
      </header>
      <div className="relative flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-4" aria-live="polite">
        {decision.isPending && <Skeleton lines={6} label="Loading the decision" />}
        {decision.isError && <ErrorState error={decision.error} onRetry={() => void decision.refetch()} />}
        {decision.data && <DecisionReport decision={decision.data} />}
      </div>
    </aside>
  );
}

function DecisionReport({ decision }: { decision: DecisionDto }) {
  const zone = useZone();
  const url = useUrlState();
  return (
    <>
      <div>
        <p className="text-lg font-semibold">
          <SideMark side={decision.side} /> {formatExact(decision.qty)} {decision.symbol}
        </p>
        <p className="text-sm text-muted">
          at <Average price={decision.vwap} /> on average, {formatCounted(decision.fills.length, 'fill')}
        </p>
        <p className="text-xs text-muted">
          {formatTime(decision.ts, zone)} ({zone}) · account {decision.account}
        </p>
        <p className="flex gap-4 text-xs text-accent">
          {decision.episode && (
            <QuietLink href={`/position?id=${encodeURIComponent(decision.episode.id)}`} className="underline">
              Prices and replay
            </QuietLink>
          )}
          <QuietLink href={`/trades?symbol=${encodeURIComponent(decision.symbol)}`} className="underline">
            All trades of {decision.symbol}
          </QuietLink>
        </p>
      </div>
      <Button onClick={() => url.change({ simulate: decision.id })}>What if I had held?</Button>
      <section className="flex flex-col gap-3">
        <h3 className="text-xs font-semibold text-muted">Patterns</h3>
        {decision.tags.length === 0 && <p className="text-sm">No pattern was found in this decision.</p>}
        {decision.tags.map((tag) => (
          <TagEvidence key={tag.id} tag={tag} />
        ))}
      </section>
      {decision.episode && <EpisodeFacts episode={decision.episode} zone={zone} />}
      <FillList fills={decision.fills} zone={zone} />
      {decision.candles.length === 0 && (
        <p className="text-xs text-muted">
          No prices around this decision are known yet, so patterns that need them were judged with less
          certainty.
        </p>
      )}
    </>
  );
}
