'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchAccounts } from '../../lib/api/account.ts';
import { fetchSession } from '../../lib/api/auth.ts';
import { keys } from '../../lib/api/keys.ts';
import { fetchSettings } from '../../lib/api/settings.ts';
import { useConnection } from '../../stores/connection.ts';

const RECHECK_MS = 4000;

/** Who is signed in. While the server does not answer it is asked again, so that the page comes back by itself. */
export function useSession() {
  const isReachable = useConnection((state) => state.isReachable);
  return useQuery({
    queryKey: keys.session,
    queryFn: fetchSession,
    staleTime: 60_000,
    refetchInterval: isReachable === false ? RECHECK_MS : false,
  });
}

export function useSettings() {
  const session = useSession();
  return useQuery({
    queryKey: keys.settings,
    queryFn: fetchSettings,
    enabled: Boolean(session.data),
    staleTime: 60_000,
  });
}

/** The zone in which every view shows times: the person's, or UTC until it is known. */
export function useZone(): string {
  return useSettings().data?.timeZone ?? 'UTC';
}

export function useAccounts() {
  const session = useSession();
  return useQuery({ queryKey: keys.accounts, queryFn: fetchAccounts, enabled: Boolean(session.data) });
}
