import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, type RenderResult, render } from '@testing-library/react';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime.js';
import {
  PathnameContext,
  SearchParamsContext,
} from 'next/dist/shared/lib/hooks-client-context.shared-runtime.js';
import { type ReactNode, startTransition, useEffect, useState } from 'react';

// The second that it waits by itself is short where twenty programs run.
configure({ asyncUtilTimeout: 10_000 });

const ROUTER = {
  back() {},
  forward() {},
  refresh() {},
  push(address: string) {
    window.history.pushState(null, '', address);
  },
  replace(address: string) {
    window.history.replaceState(null, '', address);
  },
  prefetch() {},
};

/** A screen at an address, with a router that follows the History API as the real one does. */
export function renderScreen(screen: ReactNode, address: string): RenderResult {
  window.history.replaceState(null, '', address);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <HistoryRouter>{screen}</HistoryRouter>
    </QueryClientProvider>,
  );
}

type Tell = (entries: { isIntersecting: boolean }[]) => void;

/** Whatever waits for it is on the screen at once, since happy-dom lays nothing out; links fetch nothing ahead. */
export class SeesEverything {
  private readonly tell: Tell;

  constructor(tell: Tell) {
    this.tell = tell;
  }

  observe(element: Element) {
    if (!element.matches('a')) this.tell([{ isIntersecting: true }]);
  }

  unobserve() {}

  disconnect() {}
}

function HistoryRouter({ children }: { children: ReactNode }) {
  const [address, setAddress] = useState(() => window.location.href);
  useEffect(() => followHistory(setAddress), []);
  const url = new URL(address);
  return (
    <AppRouterContext.Provider value={ROUTER as never}>
      <PathnameContext.Provider value={url.pathname}>
        <SearchParamsContext.Provider value={url.searchParams}>{children}</SearchParamsContext.Provider>
      </PathnameContext.Provider>
    </AppRouterContext.Provider>
  );
}

function followHistory(onAddress: (address: string) => void): () => void {
  const { pushState, replaceState } = window.history;
  const tell = () => startTransition(() => onAddress(window.location.href));
  window.history.pushState = (...change) => {
    pushState.apply(window.history, change);
    tell();
  };
  window.history.replaceState = (...change) => {
    replaceState.apply(window.history, change);
    tell();
  };
  return () => Object.assign(window.history, { pushState, replaceState });
}
