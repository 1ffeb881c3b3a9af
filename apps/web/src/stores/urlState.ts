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

export type GetParameter = (name: string) => string | undefined;

/**
 * View state that lives in the address, so that every view can be shared, reloaded and gone back to. Changes go
 * through the History API, which the router follows without asking the server for anything. The page is drawn
 * anew a moment later, so a change begins at the address as it is, not as it was drawn: of two clicks in quick
 * succession both hold. What follows from a parameter is read from it in the same way: `change((get) => …)`.
 */
export function useUrlState() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const change = useCallback(
    (next: UrlChange | ((get: GetParameter) => UrlChange), how: 'push' | 'replace' = 'push') => {
      const { search } = window.location;
      const made = typeof next === 'function' ? next(readFrom(new URLSearchParams(search))) : next;
      const address = changedAddress(pathname, search, made);
      if (how === 'push') window.history.pushState(null, '', address);
      else window.history.replaceState(null, '', address);
    },
    [pathname],
  );
  return { get: readFrom(parameters), search: parameters.toString(), pathname, change };
}

function readFrom(parameters: Pick<URLSearchParams, 'get'>): GetParameter {
  return (name) => parameters.get(name) ?? undefined;
}
