'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

export type UrlChange = Readonly<Record<string, string | undefined>>;

/** The address with some parameters set and others (undefined or empty) taken out. */
export function changedAddress(pathname: string, search: string, change: UrlChange): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  return parameters.size === 0 ? pathname : `${pathname}?${parameters}`;
}

/**
 * View state that lives in the address, so that every view can be shared, reloaded and gone back to. Changes go
 * through the History API, which the router follows without asking the server for anything.
 */
export function useUrlState() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const search = parameters.toString();
  const change = useCallback(
    (next: UrlChange, how: 'push' | 'replace' = 'push') => {
      const address = changedAddress(pathname, search, next);
      if (how === 'push') window.history.pushState(null, '', address);
      else window.history.replaceState(null, '', address);
    },
    [pathname, search],
  );
  return { get: (name: string) => parameters.get(name) ?? undefined, search, pathname, change };
}
