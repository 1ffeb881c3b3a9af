'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { keys } from '../../lib/api/keys.ts';
import { fetchAudit } from '../../lib/api/privacy.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { wordsOf } from './auditWords.ts';

/** What was done with the account, so that a person notices what they did not do. */
export function AuditPanel() {
  const zone = useZone();
  const audit = useInfiniteQuery({
    queryKey: keys.audit,
    queryFn: ({ pageParam }) => fetchAudit(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const lines = audit.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel
      title="What was done"
      note="Newest first. Nobody can change a line, or pick one to remove: old lines go when the time is over for which this server keeps them."
    >
      {audit.isPending && <Skeleton lines={4} />}
      {audit.isError && <ErrorState error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.isSuccess && lines.length === 0 && <p className="text-sm text-muted">Nothing yet.</p>}
      <ul className="-my-2 flex flex-col divide-y text-sm">
        {lines.map(({ id, action, createdAt }) => (
          <li key={id} className="flex flex-wrap justify-between gap-x-4 py-2">
            <span>{wordsOf(action)}</span>
            <span className="text-xs text-muted">{formatTime(createdAt, zone)}</span>
          </li>
        ))}
      </ul>
      {audit.hasNextPage && (
        <Button className="mt-3" isBusy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          Older
        </Button>
      )}
    </Panel>
  );
}
