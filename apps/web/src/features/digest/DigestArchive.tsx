'use client';
import Link from 'next/link';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { useDigests } from './useDigests.ts';
import { weekName } from './weekName.ts';

/** All told weeks, to go back to. */
export function DigestArchive({ query, shownId }: { query: ReturnType<typeof useDigests>; shownId: string }) {
  return (
    <div className="print:hidden">
      <Panel title="Weeks" isFlush>
        <ul className="divide-y">
          {query.digests.map((digest) => (
            <li key={digest.id}>
              <Link
                href={`/digest?id=${digest.id}`}
                aria-current={digest.id === shownId ? 'page' : undefined}
                className={`block px-4 py-2 text-sm hover:bg-hover ${digest.id === shownId ? 'bg-accent-wash font-medium text-accent' : ''}`}
              >
                {weekName(digest)}
                {digest.revision > 1 && <span className="text-xs text-muted"> · revised</span>}
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <div className="border-t p-2">
            <Button look="quiet" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show earlier weeks
            </Button>
          </div>
        )}
      </Panel>
    </div>
  );
}
