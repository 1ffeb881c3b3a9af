'use client';
import { type ReactNode, useSyncExternalStore } from 'react';
import { readCsrfCookie } from '../../lib/api/csrf.ts';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { useSession } from './session.ts';

/** Signing in needs one cookie of our own; without it every try would fail with a riddle. */
export function CookieCheck({ children }: { children: ReactNode }) {
  const session = useSession();
  const areCookiesOff = useSyncExternalStore(
    subscribeNever,
    () =>
      !navigator.cookieEnabled ||
      (session.isSuccess && session.isFetchedAfterMount && readCsrfCookie() === null),
    () => false,
  );
  const isExposed = useSyncExternalStore(
    subscribeNever,
    () => !window.isSecureContext,
    () => false,
  );
  if (areCookiesOff) {
    return (
      <main className="flex h-dvh items-center">
        <EmptyState isPageTitle title="This browser keeps no cookies for this address">
          Trading Twin needs one cookie to know that it is you; it is used for nothing else and sent to nobody
          else. Allow cookies for this address in the browser's settings, then reload the page.
        </EmptyState>
      </main>
    );
  }
  return (
    <>
      {isExposed && (
        <Notice tone="warning">
          This address is not encrypted: anyone on the network between you and the server can read your
          password and your trades. Open it through https, or on the machine itself as http://localhost.
        </Notice>
      )}
      {children}
    </>
  );
}

function subscribeNever(): () => void {
  return () => {};
}
