'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useOverlay } from '../../stores/overlay.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { PLACES } from './places.ts';

/** How long `g` waits for its second key. */
const CHORD_MS = 1200;

const OTHERS = [
  ['Ctrl K / ⌘ K', 'Go to any page, action or symbol'],
  ['j / ↓', 'Next row'],
  ['k / ↑', 'Previous row'],
  ['Enter', 'Open the row'],
  ['Esc', 'Close the panel'],
  ['Home / End', 'First / last loaded row'],
  ['/', 'Filter trades'],
  ['?', 'This sheet'],
] as const;

/** Global keys and the sheet that lists them. Keys typed into a field belong to the field. */
export function Shortcuts() {
  const { shown, hide } = useOverlay();
  useGlobalKeys();
  return (
    <Dialog title="Keyboard shortcuts" isOpen={shown === 'shortcuts'} onClose={hide}>
      <dl className="grid grid-cols-[7rem_1fr] gap-y-1.5">
        {PLACES.map((place) => (
          <Row key={place.href} keys={`g ${place.key}`} meaning={`Go to ${place.name}`} />
        ))}
        {OTHERS.map(([keys, meaning]) => (
          <Row key={keys} keys={keys} meaning={meaning} />
        ))}
      </dl>
    </Dialog>
  );
}

function Row({ keys, meaning }: { keys: string; meaning: string }) {
  return (
    <>
      <dt>
        <kbd className="rounded-sm border bg-raised px-1.5 py-0.5 font-mono text-xs">{keys}</kbd>
      </dt>
      <dd>{meaning}</dd>
    </>
  );
}

function useGlobalKeys(): void {
  const router = useRouter();
  const chordAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        useOverlay.getState().show('palette');
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isChord = event.timeStamp - chordAt.current < CHORD_MS;
      chordAt.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const place = isChord ? PLACES.find(({ key }) => key === event.key) : undefined;
      if (place) router.push(place.href);
      else if (event.key === '?') useOverlay.getState().show('shortcuts');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'k';
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
}
