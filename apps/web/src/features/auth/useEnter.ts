'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { useUrlState } from '../../stores/urlState.ts';

/** Only a path of our own may be returned to: `//elsewhere` and `https:` would leave the site. */
export function safeReturn(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** Goes in after the session was set: what an earlier session left in the cache belongs to someone else. */
export function useEnter(): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  const next = useUrlState().get('next');
  return useCallback(async () => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    await client.refetchQueries({ queryKey: keys.session });
    router.replace(safeReturn(next));
  }, [client, router, next]);
}
