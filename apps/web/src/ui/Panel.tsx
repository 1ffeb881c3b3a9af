import type { ReactNode } from 'react';
import { SCROLLS } from './WhenNear.tsx';

interface PanelProps {
  title?: string;
  /** One line under the title: what the numbers are and where they come from. */
  note?: ReactNode;
  actions?: ReactNode;
  isFlush?: boolean;
  children: ReactNode;
}

/** A titled area of a page. `isFlush` lets a table reach the edges. */
export function Panel({ title, note, actions, isFlush = false, children }: PanelProps) {
  return (
    <section className="rounded-lg border bg-surface shadow-panel" aria-label={title}>
      {(title || actions) && (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5">
          <div className="min-w-0">
            {title && <h2 className="text-sm font-semibold">{title}</h2>}
            {note && <p className="text-xs text-muted">{note}</p>}
          </div>
          {actions}
        </header>
      )}
      <div className={isFlush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}

interface PageProps {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  /** Uses a large screen: for pictures and tables, not for text and forms. */
  isWide?: boolean;
  children: ReactNode;
}

/** The frame of a scrolling page. */
export function Page({ title, note, actions, isWide = false, children }: PageProps) {
  return (
    <div {...{ [SCROLLS]: '' }} className="relative h-full overflow-y-auto">
      <div
        className={`mx-auto flex max-w-6xl flex-col gap-4 p-4 lg:p-6 ${isWide ? '2xl:max-w-[92rem]' : ''}`}
      >
        <PageHeader title={title} note={note} actions={actions} />
        {children}
      </div>
    </div>
  );
}

export function PageHeader({ title, note, actions }: Omit<PageProps, 'children' | 'isWide'>) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div>
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        {note && <p className="text-xs text-muted">{note}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
