import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

const CONTROL =
  'min-h-8 w-full rounded-md border border-edge/60 bg-surface px-2 py-1 text-sm text-ink placeholder:text-muted aria-invalid:border-loss pointer-coarse:min-h-10';

interface FieldFrame {
  label: string;
  hint?: string | undefined;
  problem?: string | null | undefined;
  /** Hides the label from sight where the place says enough; it stays for screen readers. */
  isLabelHidden?: boolean;
}

function Frame({
  id,
  label,
  hint,
  problem,
  isLabelHidden,
  children,
}: FieldFrame & { id: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-xs font-medium text-muted'}>
        {label}
      </label>
      {children}
      {hint && !problem && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-hint`} role="alert" className="text-xs text-loss">
          {problem}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id'>;

export function TextField({ label, hint, problem, isLabelHidden = false, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} isLabelHidden={isLabelHidden}>
      <input
        {...rest}
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={hint || problem ? `${id}-hint` : undefined}
        className={CONTROL}
      />
    </Frame>
  );
}

type SelectFieldProps = FieldFrame & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'id'>;

export function SelectField({ label, hint, problem, isLabelHidden = false, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} isLabelHidden={isLabelHidden}>
      <select {...rest} id={id} className={CONTROL} />
    </Frame>
  );
}
