'use client';
import { useQuery } from '@tanstack/react-query';
import type { RuleDto } from '@twin/shared/dto/rule';
import { lazy, Suspense } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { fetchRules } from '../../lib/api/rules.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { RuleCard } from './RuleCard.tsx';

/** What checks a rule as it is typed comes after the page. */
const NewRule = lazy(async () => ({ default: (await import('./NewRule.tsx')).NewRule }));

/** No event tells that a rule was looked at unless it was broken, so what waits for it is asked for. */
const WAITING_POLL_MS = 2000;

/** The person's promises to themselves: made with a look at what they would have done, kept or broken day by day. */
export function RulesScreen() {
  const rules = useQuery({
    queryKey: keys.rules,
    queryFn: fetchRules,
    refetchInterval: ({ state }) => (state.data?.some(isWaiting) ? WAITING_POLL_MS : false),
  });
  return (
    <Page
      title="Rules"
      note="Promises to yourself. Nothing here trades or stops a trade: your twin only tells you how you kept them."
    >
      {rules.isPending && <Skeleton lines={4} />}
      {rules.isError && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data?.length === 0 && (
        <Panel>
          <EmptyState title="You have no rule yet">
            Choose one below and see what it would have done to your history before you make it.
          </EmptyState>
        </Panel>
      )}
      {rules.data?.map((rule) => (
        <RuleCard key={rule.id} rule={rule} />
      ))}
      {!rules.isPending && (
        <Suspense fallback={<Skeleton lines={4} />}>
          <NewRule />
        </Suspense>
      )}
    </Page>
  );
}

function isWaiting({ active, adherence }: RuleDto): boolean {
  return active && adherence === null;
}
