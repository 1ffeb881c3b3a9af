'use client';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './Button.tsx';

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  actions?: ReactNode;
  /** Room for a table. */
  isWide?: boolean;
  /** `top` keeps its upper edge in place while its content grows and shrinks. */
  place?: keyof typeof PLACES;
  children: ReactNode;
}

const PLACES = { middle: 'm-auto', top: 'mx-auto mt-[12dvh] mb-auto' } as const;

/** The browser's own modal: focus stays inside, Escape closes, focus returns. */
export function Dialog(props: DialogProps) {
  const { title, isOpen, onClose, actions, isWide = false, place = 'middle', children } = props;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      aria-label={title}
      onClose={onClose}
      className={`${PLACES[place]} max-h-[calc(100dvh-2rem)] rounded-lg border bg-surface p-0 text-ink shadow-overlay ${isWide ? 'w-[min(44rem,calc(100vw-1.5rem))]' : 'w-[min(30rem,calc(100vw-2rem))]'}`}
    >
      <header className="flex items-center justify-between border-b px-4 py-2.5">
        <h2 className="text-sm font-semibold">{title}</h2>
        <Button look="quiet" onClick={onClose} aria-label="Close" className="-mr-2 px-2">
          <span aria-hidden="true">✕</span>
        </Button>
      </header>
      <div className="px-4 py-3 text-sm">{children}</div>
      {actions && <footer className="flex justify-end gap-2 border-t px-4 py-3">{actions}</footer>}
    </dialog>
  );
}
