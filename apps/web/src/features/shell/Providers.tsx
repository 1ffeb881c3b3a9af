'use client';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../lib/api/ApiError.ts';
import { keys } from '../../lib/api/keys.ts';
import { onReachability } from '../../lib/api/request.ts';
import { useConnection } from '../../stores/connection.ts';

const TRIES = 3;

/** Only what may pass by itself is tried again: no answer, or a server that asks for a moment. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 503);
}

function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) client.setQueryData(keys.session, null);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < TRIES && isPassing(error),
        // The server is on this machine or answers by itself: the browser's idea of being online says nothing.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(() => {
    onReachability((isReachable) => useConnection.getState().setReachable(isReachable));
    return createQueryClient();
  });
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
