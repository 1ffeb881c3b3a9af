import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../lib/api/keys.ts';
import { fetchDecision } from '../../lib/api/trades.ts';

/** One decision with everything that explains it; `id` may be any trade of it. */
export function decisionQuery(id: string) {
  return queryOptions({
    queryKey: keys.decision(id),
    queryFn: ({ signal }) => fetchDecision(id, signal),
    staleTime: 60_000,
  });
}
