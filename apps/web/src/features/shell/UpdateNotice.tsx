'use client';
import { useEffect, useRef, useState } from 'react';
import { versionOf } from '../../lib/pageVersion.ts';
import { useConnection } from '../../stores/connection.ts';
import { Button } from '../../ui/Button.tsx';

/** Offers a reload once the server has newer pages. Asked whenever the server comes back, since updates restart it. */
export function UpdateNotice() {
  const isNewer = useIsNewer();
  if (!isNewer) return null;
  return (
    <p role="status" className="flex items-center gap-3 border-b bg-accent-wash px-4 py-1 text-xs">
      A newer version of Trading Twin is running.
      <Button look="quiet" onClick={() => window.location.reload()} className="text-accent underline">
        Reload
      </Button>
    </p>
  );
}

/** Whether the page that the server gives now differs from the one that it gave when this page went live. */
function useIsNewer(): boolean {
  const isLive = useConnection(({ stream }) => stream === 'live');
  const [isNewer, setNewer] = useState(false);
  const first = useRef<{ address: string; version: string } | null>(null);
  useEffect(() => {
    if (!isLive) return;
    const leaving = new AbortController();
    const address = first.current?.address ?? window.location.pathname;
    void readPage(address, leaving.signal).then((html) => {
      if (html === null) return;
      const version = versionOf(html);
      first.current ??= { address, version };
      setNewer(version !== first.current.version);
    });
    return () => leaving.abort();
  }, [isLive]);
  return isNewer;
}

/** @returns null when the page cannot be read now; it is asked for again later */
async function readPage(address: string, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(address, { signal });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
