'use client';
import { type RefObject, useEffect } from 'react';

/**
 * Where the keyboard is while a panel beside a list is open. It goes to the heading when nothing has it (the address
 * opened the panel) or when the panel covers what had it, and stays in the list that shows one decision after the other.
 * When the panel goes with it, the list gets it back, or whatever opened the panel.
 */
export function usePanelFocus(
  panel: RefObject<HTMLElement | null>,
  heading: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    const opener = document.activeElement;
    const room = element.parentElement;
    const isCovering = getComputedStyle(element).position === 'fixed';
    if (isCovering || isNowhere()) heading.current?.focus({ preventScroll: true });
    return () => {
      if (isNowhere()) listOf(room, opener)?.focus({ preventScroll: true });
    };
  }, [panel, heading]);
}

/** Whether a key would reach nothing but the page. */
function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** The list that the panel stands beside; without one, what opened the panel. */
function listOf(room: Element | null, opener: Element | null): HTMLElement | null {
  const list = room?.querySelector<HTMLElement>('[role="grid"]');
  return list ?? (opener instanceof HTMLElement ? opener : null);
}
