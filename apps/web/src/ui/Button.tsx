import type { ButtonHTMLAttributes } from 'react';

const LOOKS = {
  primary: 'bg-accent-fill text-on-accent hover:brightness-110 border-transparent',
  plain: 'bg-surface text-ink hover:bg-hover border-edge/50',
  quiet: 'bg-transparent text-muted hover:bg-hover hover:text-ink border-transparent',
  danger: 'bg-surface text-loss hover:bg-loss-wash border-loss/50',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof LOOKS;
  /** Shows that the action is under way and keeps a second press from doing it twice. */
  isBusy?: boolean;
}

export function Button({ look = 'plain', isBusy = false, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={`inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-3 py-1 text-sm font-medium whitespace-nowrap disabled:opacity-55 pointer-coarse:min-h-10 ${LOOKS[look]} ${className}`}
    />
  );
}
