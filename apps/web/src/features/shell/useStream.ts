'use client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { createCacheEvents } from '../../lib/stream/cacheEvents.ts';
import { StreamClient, type StreamSocket } from '../../lib/stream/StreamClient.ts';
import type { StreamPhase } from '../../lib/stream/streamMachine.ts';
import { useConnection } from '../../stores/connection.ts';

const BEAT_MS = 15_000;
/** Browsers slow the timers of hidden pages down to one a minute; a longer silence was sleep. */
const SLEPT_MS = 150_000;

/** One live connection for the whole page; what it says goes into the query cache. */
export function useStream(userId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stream = createStream(queries, userId);
    stream.start();
    const unhook = hookBrowser(stream);
    return () => {
      unhook();
      stream.stop();
    };
  }, [queries, userId]);
}

function createStream(queries: QueryClient, userId: string): StreamClient {
  const later = (due: () => void, ms: number) => {
    const timer = setTimeout(due, ms);
    return () => clearTimeout(timer);
  };
  const { onEvent, onReload } = createCacheEvents(queries, later);
  return new StreamClient('/v1/stream', {
    open: (address) => new WebSocket(address) as StreamSocket,
    schedule: later,
    random: Math.random,
    cursor: cursorOf(userId),
    onEvent,
    onReload,
    onPhase: (phase) => showPhase(queries, phase),
    onSuspectSession: () => void queries.invalidateQueries({ queryKey: keys.session }),
    onUnreadable: (cause) => console.error('The stream said something that this page does not know.', cause),
  });
}

/** What failed while the server was away is tried again once it is back. */
function showPhase(queries: QueryClient, phase: StreamPhase): void {
  const { setReachable, setStream } = useConnection.getState();
  setStream(phase);
  if (phase !== 'live') return;
  setReachable(true);
  void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
}

/** Kept per tab: each tab has a cache of its own, which its cursor speaks of. */
function cursorOf(userId: string) {
  const key = `twin.cursor.${userId}`;
  return {
    read() {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    write(id: string | null) {
      try {
        if (id === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, id);
      } catch {
        // Storage is blocked: after a reload the page reads everything anew.
      }
    },
  };
}

/** @returns how to unhook */
function hookBrowser(stream: StreamClient): () => void {
  // Without a network the own machine is still there: the connection is tried, not given up.
  const onOffline = () => (isOnThisMachine() ? stream.woke() : stream.networkLost());
  const onOnline = () => stream.networkBack();
  let beatAt = Date.now();
  const beat = setInterval(() => {
    const now = Date.now();
    if (now - beatAt > SLEPT_MS) stream.woke();
    beatAt = now;
  }, BEAT_MS);
  window.addEventListener('offline', onOffline);
  window.addEventListener('online', onOnline);
  return () => {
    clearInterval(beat);
    window.removeEventListener('offline', onOffline);
    window.removeEventListener('online', onOnline);
  };
}

function isOnThisMachine(): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname);
}
