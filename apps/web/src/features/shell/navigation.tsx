'use client';
import { usePathname } from 'next/navigation';
import { describeConnection, useConnection } from '../../stores/connection.ts';
import { useOverlay } from '../../stores/overlay.ts';
import { useUnread } from '../../stores/unread.ts';
import { Brand, Icon } from '../../ui/Icon.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { PLACES, type Place } from './places.ts';
import { useSession, useZone } from './session.ts';

export function SideBar() {
  return (
    <aside className="hidden w-52 shrink-0 flex-col border-r bg-raised p-3 lg:flex">
      <div className="px-2 pt-1 pb-3">
        <Brand />
      </div>
      <PaletteButton />
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5">
        {PLACES.map((place) => (
          <PlaceLink key={place.href} place={place} look="side" />
        ))}
      </nav>
      <SideFoot />
    </aside>
  );
}

function PaletteButton() {
  return (
    <button
      type="button"
      onClick={() => useOverlay.getState().show('palette')}
      aria-keyshortcuts="Control+K Meta+K"
      className="mb-3 flex items-center gap-2 rounded-md border bg-surface px-2 py-1 text-left text-sm text-muted hover:bg-hover hover:text-ink"
    >
      <Icon name="search" />
      <span className="flex-1">Go to…</span>
      <kbd className="font-sans text-2xs">Ctrl K</kbd>
    </button>
  );
}

function SideFoot() {
  const session = useSession();
  const zone = useZone();
  return (
    <div className="flex flex-col gap-2 border-t px-2 pt-3 text-xs text-muted">
      <ConnectionSlot />
      <span title="All times are shown in this zone. Change it in the settings.">Times in {zone}</span>
      <span className="h-4.5 truncate">{session.data?.user.isDemo ? 'Demo' : session.data?.user.email}</span>
      <button
        type="button"
        onClick={() => useOverlay.getState().show('shortcuts')}
        className="inline-flex items-center gap-1.5 hover:text-ink"
      >
        <Icon name="keyboard" /> Shortcuts <kbd className="font-sans">?</kbd>
      </button>
    </div>
  );
}

export function TopBar() {
  return (
    <header className="flex items-center justify-between border-b bg-raised px-4 py-2.5 lg:hidden">
      <Brand />
      <ConnectionSlot />
    </header>
  );
}

export function BottomBar() {
  return (
    <nav
      aria-label="Main"
      className="grid grid-cols-5 border-t bg-raised pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PLACES.filter(({ isDaily }) => isDaily).map((place) => (
        <PlaceLink key={place.href} place={place} look="bottom" />
      ))}
      <button
        type="button"
        onClick={() => useOverlay.getState().show('palette')}
        className={`${LOOKS.bottom} text-muted hover:bg-hover hover:text-ink`}
      >
        <Icon name="more" />
        More
      </button>
    </nav>
  );
}

const LOOKS = {
  side: 'flex items-center gap-2.5 rounded-md px-2 py-1.5 text-sm',
  bottom: 'flex flex-col items-center gap-0.5 py-2 text-2xs',
} as const;

function PlaceLink({ place, look }: { place: Place; look: keyof typeof LOOKS }) {
  const isHere = usePathname() === place.href;
  const tone = isHere ? 'bg-accent-wash font-medium text-accent' : 'text-muted hover:bg-hover hover:text-ink';
  return (
    <QuietLink
      href={place.href}
      aria-current={isHere ? 'page' : undefined}
      className={`relative ${LOOKS[look]} ${tone}`}
    >
      <Icon name={place.icon} />
      {place.name}
      {place.href === '/chat' && <UnreadMark look={look} />}
    </QuietLink>
  );
}

const MARK_LOOKS = { side: 'ml-auto', bottom: 'absolute top-1 left-1/2 ml-2' } as const;

/** How many messages of the coach were not seen yet. */
function UnreadMark({ look }: { look: keyof typeof LOOKS }) {
  const count = useUnread((state) => state.count);
  if (count === 0) return null;
  return (
    <span
      className={`min-w-4 rounded-full bg-accent-fill px-1 text-center text-2xs font-semibold text-on-accent ${MARK_LOOKS[look]}`}
    >
      {count > 99 ? '99+' : count}
      <span className="sr-only"> unread</span>
    </span>
  );
}

const TONES = { good: 'text-gain', waiting: 'text-pattern', bad: 'text-loss' } as const;
const MARKS = { good: '●', waiting: '◐', bad: '○' } as const;

function ConnectionSlot() {
  const isReachable = useConnection((state) => state.isReachable);
  const stream = useConnection((state) => state.stream);
  const { tone, label, detail } = describeConnection(isReachable, stream);
  return (
    <span role="status" title={detail} className="inline-flex items-center gap-1.5 text-xs text-muted">
      <span aria-hidden="true" className={TONES[tone]}>
        {MARKS[tone]}
      </span>
      {label}
    </span>
  );
}
