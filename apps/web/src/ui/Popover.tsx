'use client';
import { type ReactNode, useEffect, useRef } from 'react';

interface PopoverProps {
  label: string;
  children: ReactNode;
}

/** What a panel keeps from the edge of the window. */
const MARGIN_PX = 8;

/** A button that opens a small panel under it; Escape or a click elsewhere closes it. */
export function Popover({ label, children }: PopoverProps) {
  const element = useRef<HTMLDetailsElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const details = element.current;
      if (!details?.open) return;
      const isKey = event instanceof KeyboardEvent;
      if (isKey ? event.key !== 'Escape' : details.contains(event.target as Node)) return;
      details.open = false;
      if (isKey) details.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  const place = () => {
    if (!panel.current || !element.current?.open) return;
    panel.current.style.translate = '';
    const { left, right } = panel.current.getBoundingClientRect();
    const shift = shiftInto(left, right, document.documentElement.clientWidth);
    panel.current.style.translate = `${shift}px`;
  };
  return (
    <details ref={element} onToggle={place} className="group relative">
      <summary className="inline-flex min-h-8 list-none items-center gap-1.5 rounded-md border border-edge/50 bg-surface px-3 py-1 text-sm font-medium whitespace-nowrap hover:bg-hover pointer-coarse:min-h-10">
        {label}
        <span aria-hidden="true" className="text-2xs text-muted">
          ▾
        </span>
      </summary>
      <div
        ref={panel}
        className="absolute right-0 z-20 mt-1 w-64 max-w-[calc(100vw-1rem)] rounded-md border bg-surface p-3 text-sm shadow-overlay"
      >
        {children}
      </div>
    </details>
  );
}

/** How far to move sideways what would leave a window; the left edge counts where there is no room for both. */
export function shiftInto(left: number, right: number, windowWidth: number): number {
  const back = Math.min(0, windowWidth - MARGIN_PX - right);
  return back + Math.max(0, MARGIN_PX - (left + back));
}
