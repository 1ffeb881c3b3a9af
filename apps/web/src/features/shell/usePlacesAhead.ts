'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { PLACES } from './places.ts';

/** By then the page that was asked for stands, also on a slow machine. */
const AFTER_MS = 3000;

/**
 * Fetches the pages of the navigation ahead, so that they open at once and also without the network; but only when the
 * page that was asked for is done with the line and the processor.
 */
export function usePlacesAhead(): void {
  const router = useRouter();
  useEffect(() => {
    const timer = window.setTimeout(() => {
      for (const { href } of PLACES) whenIdle(() => router.prefetch(href));
    }, AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [router]);
}

function whenIdle(run: () => void): void {
  if (typeof window.requestIdleCallback === 'function') window.requestIdleCallback(run);
  else run();
}
