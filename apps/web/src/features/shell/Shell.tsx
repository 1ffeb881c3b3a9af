'use client';
import { usePathname, useRouter } from 'next/navigation';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useOverlay } from '../../stores/overlay.ts';
import { applyTheme } from '../../stores/theme.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { SimulationSlot } from '../simulation/SimulationSlot.tsx';
import { CookieCheck } from './CookieCheck.tsx';
import { DemoNotice } from './DemoNotice.tsx';
import { BottomBar, SideBar, TopBar } from './navigation.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { useSession, useSettings } from './session.ts';
import { Toasts } from './Toasts.tsx';
import { UpdateNotice } from './UpdateNotice.tsx';

const OPEN_PATHS = ['/sign-in', '/reset', '/unsubscribe'];

const CommandPalette = lazy(() => import('./CommandPalette.tsx'));
const LiveStream = lazy(() => import('./LiveStream.tsx'));

/** The frame around every page: navigation for who is signed in, the door for who is not. */
export function Shell({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const isOpen = OPEN_PATHS.includes(pathname);
  useThemeSetting();
  return (
    <CookieCheck>
      {isOpen ? (
        <main className="relative h-dvh overflow-y-auto">{children}</main>
      ) : (
        <div className="flex h-dvh flex-col lg:flex-row">
          <a
            href="#content"
            className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-surface focus:px-3 focus:py-2"
          >
            Skip to the content
          </a>
          <SideBar />
          <TopBar />
          <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
            <UpdateNotice />
            <Guard pathname={pathname}>
              <DemoNotice />
              <div className="min-h-0 flex-1">{children}</div>
            </Guard>
          </main>
          <BottomBar />
          <Shortcuts />
          <Toasts />
          <Live />
        </div>
      )}
    </CookieCheck>
  );
}

/** Shows a page only to a session; others are led to the door and come back afterwards. */
function Guard({ pathname, children }: { pathname: string; children: ReactNode }) {
  const session = useSession();
  const router = useRouter();
  const isSignedOut = session.data === null;
  useEffect(() => {
    if (!isSignedOut) return;
    const target = pathname + window.location.search;
    router.replace(target === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(target)}`);
  }, [isSignedOut, pathname, router]);
  if (session.data) return children;
  if (session.isError) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  return (
    <div className="mx-auto w-full max-w-6xl p-6">
      <Skeleton lines={4} label="Opening your journal" />
    </div>
  );
}

/** What needs a session and shows nothing at first. */
function Live() {
  const userId = useSession().data?.user.id;
  const isPaletteOpen = useOverlay(({ shown }) => shown === 'palette');
  if (userId === undefined) return null;
  return (
    <Suspense>
      <LiveStream userId={userId} />
      <SimulationSlot />
      {isPaletteOpen && <CommandPalette />}
    </Suspense>
  );
}

/** The setting of the account wins over what this browser remembered. */
function useThemeSetting(): void {
  const theme = useSettings().data?.theme;
  useEffect(() => {
    if (theme) applyTheme(theme);
  }, [theme]);
}
