import type { ReactNode } from 'react';
import { Button } from './Button.tsx';

const BARS = ['w-3/4', 'w-full', 'w-5/6', 'w-2/3', 'w-4/5', 'w-1/2'] as const;

/** Grey bars in the place of text that is on its way; says so to screen readers once. At most six. */
export function Skeleton({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div role="status" className="flex animate-breathe flex-col gap-2.5 py-1">
      <span className="sr-only">{label}</span>
      {BARS.slice(0, lines).map((width) => (
        <div key={width} className={`h-3.5 rounded-sm bg-line ${width}`} />
      ))}
    </div>
  );
}

interface MessageProps {
  title: string;
  /** Where nothing else names the page. */
  isPageTitle?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: why, and the next step as a button. */
export function EmptyState({ title, isPageTitle = false, children, action }: MessageProps) {
  const Heading = isPageTitle ? 'h1' : 'h2';
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-10 text-center">
      <Heading className="text-base font-semibold">{title}</Heading>
      {children && <div className="text-sm text-muted">{children}</div>}
      {action && <div className="pt-2">{action}</div>}
    </div>
  );
}

/** Something failed: the words of the server and a way on. */
export function ErrorState({ error, onRetry }: { error: Error; onRetry?: (() => void) | undefined }) {
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-10 text-center">
      <h2 className="text-base font-semibold">This could not be shown</h2>
      <p className="text-sm text-muted">{error.message}</p>
      {onRetry && (
        <Button onClick={onRetry} className="mt-2">
          Try again
        </Button>
      )}
    </div>
  );
}

const NOTICE_TONES = {
  plain: 'bg-accent-wash text-ink',
  warning: 'bg-pattern-wash text-ink',
  bad: 'bg-loss-wash text-ink',
} as const;

export function Notice({
  tone = 'plain',
  children,
}: {
  tone?: keyof typeof NOTICE_TONES;
  children: ReactNode;
}) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={`rounded-md px-3 py-2 text-sm ${NOTICE_TONES[tone]}`}
    >
      {children}
    </div>
  );
}
