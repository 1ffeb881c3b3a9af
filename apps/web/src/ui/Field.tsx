import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';

const CONTROL =
  'min-h-8 w-full rounded-md border border-edge/60 bg-surface px-2 py-1 text-sm text-ink placeholder:text-muted aria-invalid:border-loss pointer-coarse:min-h-10';

interface FieldFrame {
  label: string;
  hint?: string | undefined;
  problem?: string | null | undefined;
  /** Hides the label from sight where the place says enough; it stays for screen readers. */
  isLabelHidden?: boolean | undefined;
  /** Puts the label beside the control instead of above it. */
  isLabelInline?: boolean | undefined;
  /** A width class; the default takes what there is. */
  width?: string | undefined;
}

function Frame({ id, children, ...frame }: FieldFrame & { id: string; children: ReactNode }) {
  const { label, hint, problem, isLabelHidden, isLabelInline, width = '' } = frame;
  const labelLook = isLabelHidden ? 'sr-only' : 'text-xs font-medium text-muted';
  return (
    <div className={`flex min-w-0 gap-1 ${isLabelInline ? 'items-center' : 'flex-col'} ${width}`}>
      <label htmlFor={id} className={labelLook}>
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

/** Parts what the frame takes from what the control takes, and ties the two together. */
function useFrame<Props extends FieldFrame>(props: Props) {
  const { label, hint, problem, isLabelHidden, isLabelInline, width, ...rest } = props;
  const id = useId();
  return {
    frame: { id, label, hint, problem, isLabelHidden, isLabelInline, width },
    rest,
    described: { id, 'aria-describedby': hint || problem ? `${id}-hint` : undefined },
  };
}

type TextFieldProps = FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id' | 'width'>;

export function TextField(props: TextFieldProps) {
  const { frame, rest, described } = useFrame(props);
  return (
    <Frame {...frame}>
      <input {...rest} {...described} aria-invalid={frame.problem ? true : undefined} className={CONTROL} />
    </Frame>
  );
}

type SelectFieldProps = FieldFrame & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'id'>;

export function SelectField(props: SelectFieldProps) {
  const { frame, rest, described } = useFrame(props);
  return (
    <Frame {...frame}>
      <select {...rest} {...described} className={CONTROL} />
    </Frame>
  );
}

type TextAreaProps = FieldFrame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className' | 'id'>;

export function TextArea(props: TextAreaProps) {
  const { frame, rest, described } = useFrame(props);
  return (
    <Frame {...frame}>
      <textarea {...rest} {...described} className={`${CONTROL} font-mono`} />
    </Frame>
  );
}
