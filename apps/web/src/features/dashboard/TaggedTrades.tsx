'use client';
import { ANY_LABEL, LABELS } from '@twin/shared/primitives/label';
import { useMemo } from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { SelectField } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { namePattern } from '../../ui/patterns.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { DecisionPanel } from '../trades/DecisionPanel.tsx';
import { TradeGrid } from '../trades/TradeGrid.tsx';
import { readFilter } from '../trades/tradeFilter.ts';
import { useTrades } from '../trades/useTrades.ts';
import { tradesAddress } from './tradesAddress.ts';

/** The trades in which a pattern was found; a row opens its decision beside the list. */
export function TaggedTrades({ account }: { account: string | undefined }) {
  const url = useUrlState();
  const label = url.get('label') ?? ANY_LABEL;
  const decisionId = url.get('id');
  return (
    <Panel
      title="Trades with a pattern"
      note="Newest first, found with at least 60% confidence."
      isFlush
      actions={
        <div className="flex items-center gap-3">
          <SelectField
            label="Pattern"
            isLabelHidden
            value={label}
            onChange={(event) => url.change({ label: event.currentTarget.value })}
          >
            <option value={ANY_LABEL}>Any pattern</option>
            {LABELS.map((name) => (
              <option key={name} value={name}>
                {namePattern(name)}
              </option>
            ))}
          </SelectField>
          <QuietLink href={tradesAddress({ account, label })} className="text-sm text-accent underline">
            Whole page
          </QuietLink>
        </div>
      }
    >
      <div className="flex h-112 min-w-0">
        <div className="flex min-w-0 flex-1 flex-col">
          <TaggedList account={account} label={label} />
        </div>
        {decisionId !== undefined && (
          <DecisionPanel id={decisionId} onClose={() => url.change({ id: undefined })} />
        )}
      </div>
    </Panel>
  );
}

function TaggedList({ account, label }: { account: string | undefined; label: string }) {
  const zone = useZone();
  const filter = useMemo(() => readFilter({ account, label }, zone), [account, label, zone]);
  const trades = useTrades(filter);
  if (trades.isPending) {
    return (
      <div className="p-4">
        <Skeleton lines={6} label="Loading trades" />
      </div>
    );
  }
  if (trades.isError && trades.rows.length === 0) {
    return <ErrorState error={trades.error} onRetry={() => void trades.refetch()} />;
  }
  if (trades.rows.length === 0) return <EmptyState title="No trade with this pattern" />;
  return <TradeGrid trades={trades} zone={zone} />;
}
